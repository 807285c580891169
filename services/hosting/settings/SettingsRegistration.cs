using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Upgrades.Hosting.Secrets;

namespace Upgrades.Hosting.Settings;

/// <summary>Settings come from the environment (<c>UPGRADES__INGEST__SECRET</c>) over the defaults in the options classes (DESIGN §7).</summary>
public static class SettingsRegistration
{
    public const string Prefix = "UPGRADES__";

    /// <summary>
    /// Binds a section to its options and checks them at start. A value that is wrong, and a name that nobody knows, ends
    /// the process with the setting's name. The options can be injected as <typeparamref name="TOptions"/> itself.
    /// </summary>
    public static void AddSettings<TOptions>(this IHostApplicationBuilder builder, string section)
        where TOptions : class
    {
        if (builder.Services.Any(s => s.ServiceType == typeof(TOptions)))
        {
            return;
        }

        builder.Services.AddSingleton(new SettingsSection(section, typeof(TOptions)));
        builder.Services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new Validation<TOptions>(builder.Configuration.GetSection(section))));
        builder.Services.AddSingleton(p => Follow(p, p.GetRequiredService<IOptions<TOptions>>(), builder.Configuration.GetSection(section)));
    }

    /// <summary>The options as they are injected keep up with secrets that change; whoever reads them for each call has the new one.</summary>
    private static TOptions Follow<TOptions>(IServiceProvider provider, IOptions<TOptions> options, IConfigurationSection section)
        where TOptions : class
    {
        ChangeToken.OnChange(section.GetReloadToken, () => ChangedSettings.TakeOver(
            section, options.Value, provider.GetServices<IValidateOptions<TOptions>>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger<ChangedSettings>()));
        return options.Value;
    }

    /// <summary>For the few settings that decide what is registered at all. Checked like the others.</summary>
    internal static TOptions ReadSettings<TOptions>(this IHostApplicationBuilder builder, string section)
        where TOptions : class, new()
    {
        builder.Services.AddSingleton(new SettingsSection(section, typeof(TOptions)));
        return builder.Configuration.ReadNow<TOptions>(section);
    }

    /// <inheritdoc cref="ReadSettings"/>
    internal static TOptions ReadNow<TOptions>(this IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        var options = configuration.GetSection(section).Get<TOptions>() ?? new TOptions();
        var result = new Validation<TOptions>(configuration.GetSection(section)).Validate(null, options);
        return result.Failed ? throw new OptionsValidationException(section, typeof(TOptions), result.Failures) : options;
    }

    private sealed class Validation<TOptions>(IConfigurationSection section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            List<ValidationResult> results = [];
            Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
            List<string> failures = [.. results.Select(r => $"{Spell(r.MemberNames.FirstOrDefault())}: {r.ErrorMessage}"), .. UnknownNames()];
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }

        /// <summary>A misspelt setting would otherwise silently mean its default.</summary>
        private IEnumerable<string> UnknownNames()
        {
            var known = typeof(TOptions).GetProperties().Select(p => p.Name).ToList();
            return section.GetChildren().Select(c => c.Key).Where(key => !known.Contains(SecretSetting.WithoutEnding(key) ?? key, StringComparer.OrdinalIgnoreCase))
                .Select(key => $"{Spell(key)}: there is no such setting. Known: {string.Join(", ", known.Select(k => k.ToUpperInvariant()))}");
        }

        private string Spell(string? member) => (Prefix + section.Key + (member is null ? "" : "__" + member)).ToUpperInvariant();
    }
}
