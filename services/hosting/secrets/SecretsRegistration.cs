using Microsoft.Extensions.Configuration;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Secrets;

/// <summary>Where secrets come from besides the environment (DESIGN §7): mounted files, and Vault's KV store of version 2.</summary>
public static class SecretsRegistration
{
    /// <summary>What a command of the command line has for settings: the environment, and secrets that stand elsewhere.</summary>
    /// <exception cref="SecretUnavailableException">One of them is not there, or Vault is not well.</exception>
    public static IConfiguration FromEnvironment() => new ConfigurationBuilder().AddEnvironmentVariables(SettingsRegistration.Prefix).AddSecrets().Build();

    /// <summary>
    /// Gives every setting that ends in <c>_FILE</c> or <c>_VAULT</c> its value. Comes last, when all other sources are there. A file
    /// with Vault's own token is read before Vault is asked.
    /// </summary>
    /// <param name="clock">When a token of Vault has to be renewed; null: the system's.</param>
    /// <exception cref="SecretUnavailableException">One of them is not there, or Vault is not well.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The settings of Vault are wrong.</exception>
    public static IConfigurationBuilder AddSecrets(this IConfigurationBuilder builder, TimeProvider? clock = null)
    {
        var given = builder.Build();
        var settings = SecretSetting.Find(given);
        CheckPlaces(settings);
        return settings.Count == 0 ? builder : builder.Add(new Source(settings, given, clock ?? TimeProvider.System));
    }

    /// <exception cref="SecretUnavailableException">A place in Vault is no place, or the file with Vault's token is not there.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The settings of Vault are wrong.</exception>
    internal static (VaultOptions Options, VaultClient Client, VaultSession Session) OpenVault(IConfiguration given, IReadOnlyList<SecretSetting> settings, TimeProvider clock)
    {
        CheckPlaces(settings);
        var tokenFile = settings.FirstOrDefault(s => !s.InVault && s.Key.Equals("Vault:Token", StringComparison.OrdinalIgnoreCase));
        var own = new ConfigurationBuilder().AddConfiguration(given);
        // Nothing is loaded yet, and the token of Vault may be in a file.
        var vault = (tokenFile is null ? own : own.AddInMemoryCollection([new("Vault:Token", SecretsProvider.ReadFile(tokenFile))])).Build().ReadNow<VaultOptions>("Vault");
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = vault.Timeout };
        Func<string>? token = !string.IsNullOrEmpty(vault.Role) ? null : tokenFile is null ? () => vault.Token! : () => SecretsProvider.ReadFile(tokenFile);
        var client = new VaultClient(http, vault);
        return (vault, client, new VaultSession(client, token, clock));
    }

    private static void CheckPlaces(IReadOnlyList<SecretSetting> settings)
    {
        if (settings.FirstOrDefault(s => s.InVault && VaultPlace.Parse(s.Place) is null) is { } wrong)
        {
            throw new SecretUnavailableException($"{wrong.Name}: {wrong.Place} is not spelt MOUNT/PATH#KEY");
        }
    }

    private sealed class Source(IReadOnlyList<SecretSetting> settings, IConfiguration given, TimeProvider clock) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            if (!settings.Any(s => s.InVault))
            {
                return new SecretsProvider(settings, null, null);
            }

            var (vault, _, session) = OpenVault(given, settings, clock);
            return new SecretsProvider(settings, vault, session);
        }
    }
}
