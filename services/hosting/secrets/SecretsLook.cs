using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Secrets;

/// <summary>Everything about secrets that can be seen before services are made from them.</summary>
public sealed record SecretsLook
{
    private const string Vault = "vault";
    private const string Files = "secret-files";

    public required IReadOnlyList<SecretSource> Sources { get; init; }

    /// <summary>Of the files, and of Vault where a setting stands there.</summary>
    public required IReadOnlyList<ProbeResult> Results { get; init; }

    /// <summary>With the secrets that stand elsewhere; null: one of them is not there, and no service would start.</summary>
    public IConfiguration? Settings { get; init; }

    /// <summary>To be shown to nobody.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Looks into each file and each place in Vault.</summary>
    /// <exception cref="OptionsValidationException">The settings of Vault are wrong.</exception>
    public static async Task<SecretsLook> AtAsync(IConfiguration given, TimeProvider clock, CancellationToken cancellationToken)
    {
        IReadOnlyList<SecretSetting> settings;
        try
        {
            settings = SecretSetting.Find(given);
        }
        catch (SecretUnavailableException e)
        {
            return new SecretsLook { Sources = [], Results = [ProbeResult.Failed("secrets", e.Message, "give the setting in one way only")] };
        }

        var files = ReadFiles([.. settings.Where(s => !s.InVault)]);
        ProbeResult[] results = [files, await ReadVaultAsync(given, settings, clock, cancellationToken)];
        var whole = results.Any(r => r.Verdict == ProbeVerdict.Failed) ? null : WithSecrets(given, settings, clock);
        return new SecretsLook { Sources = SecretSource.In(given), Results = results, Settings = whole, Values = SecretSource.Values(given, whole ?? given) };
    }

    private static ProbeResult ReadFiles(IReadOnlyList<SecretSetting> settings)
    {
        List<string> missing = [];
        foreach (var setting in settings)
        {
            try
            {
                SecretsProvider.ReadFile(setting);
            }
            catch (SecretUnavailableException e)
            {
                missing.Add(e.Message);
            }
        }

        return settings.Count == 0 ? ProbeResult.NotSet(Files, "no setting ends in _FILE")
            : missing.Count == 0 ? ProbeResult.Works(Files, $"{settings.Count} read")
            : ProbeResult.Failed(Files, string.Join("; ", missing), "mount the file there, readable to this user and with the secret in it, or correct the setting");
    }

    private static async Task<ProbeResult> ReadVaultAsync(IConfiguration given, IReadOnlyList<SecretSetting> settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var places = settings.Where(s => s.InVault).ToList();
        if (places.Count == 0)
        {
            return ProbeResult.NotSet(Vault, "no setting ends in _VAULT");
        }

        try
        {
            var (options, client, session) = SecretsRegistration.OpenVault(given, settings, clock);
            var token = string.IsNullOrEmpty(options.Role)
                ? await client.LookUpAsync(options.Token!, cancellationToken) : await client.LoginAsync(cancellationToken);
            await new SecretsProvider(places, options, session).RefreshAsync(cancellationToken);
            var who = string.IsNullOrEmpty(options.Role) ? "accepts the token" : $"lets the role {options.Role} in";
            return ProbeResult.Works(Vault, $"{options.Url!.Authority} {who}, {Life(token.Lease)}; {places.Count} secrets read");
        }
        catch (VaultException e)
        {
            return ProbeResult.Failed(Vault, e.Message, e.Denied
                ? "see UPGRADES__VAULT__ROLE (and the ServiceAccount that Vault binds it to) or UPGRADES__VAULT__TOKEN, and its policy"
                : "see whether UPGRADES__VAULT__URL is right, and Vault up and unsealed");
        }
        catch (SecretUnavailableException e)
        {
            return ProbeResult.Failed(Vault, e.Message, "put the value there, let the policy read it, or correct the place (MOUNT/PATH#KEY) or UPGRADES__VAULT__URL");
        }
    }

    private static string Life(TimeSpan? lease) => lease is { } left
        ? string.Create(CultureInfo.InvariantCulture, $"for {(left.TotalDays >= 2 ? $"{left.TotalDays:0} days" : left.TotalHours >= 2 ? $"{left.TotalHours:0} h" : $"{left.TotalMinutes:0} min")} from now")
        : "for ever";

    /// <summary>The values in place of where they stand.</summary>
    private static IConfiguration WithSecrets(IConfiguration given, IReadOnlyList<SecretSetting> settings, TimeProvider clock)
    {
        var read = new ConfigurationBuilder().AddConfiguration(given).AddSecrets(clock).Build();
        var pointers = settings.Select(s => s.Name[SettingsRegistration.Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new ConfigurationBuilder().AddInMemoryCollection(read.AsEnumerable().Where(s => s.Value is not null && !pointers.Contains(s.Key))).Build();
    }
}
