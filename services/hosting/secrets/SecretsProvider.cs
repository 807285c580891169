using Microsoft.Extensions.Configuration;

namespace Upgrades.Hosting.Secrets;

/// <summary>Settings whose values stand in files or in Vault. Reads them all or changes none.</summary>
internal sealed class SecretsProvider(IReadOnlyList<SecretSetting> settings, VaultOptions? vault, VaultSession? session) : ConfigurationProvider
{
    /// <summary>How often to look again (system clock). The kubelet brings a changed Secret into a mounted file within a minute or so.</summary>
    public TimeSpan Interval { get; } = settings.Any(s => !s.InVault) ? TimeSpan.FromSeconds(30) : vault!.RefreshInterval;

    /// <exception cref="SecretUnavailableException">One of them is not there.</exception>
    public override void Load() => Data = ReadAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Reads again; whoever holds settings is told when something has changed.</summary>
    /// <exception cref="SecretUnavailableException">One of them is not there now: all stay as they are.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = await ReadAsync(cancellationToken);
        if (now.Count != Data.Count || now.Any(n => Data.TryGetValue(n.Key, out var before) ? before != n.Value : true))
        {
            Data = now;
            OnReload();
        }
    }

    /// <summary>Without the end of line that editors put there.</summary>
    /// <exception cref="SecretUnavailableException">It is not there, or empty.</exception>
    public static string ReadFile(SecretSetting setting)
    {
        try
        {
            var text = File.ReadAllText(setting.Place).TrimEnd('\r', '\n');
            return text.Length > 0 ? text : throw new SecretUnavailableException($"{setting.Name}: {setting.Place} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnavailableException($"{setting.Name}: {e.Message}");
        }
    }

    private async Task<Dictionary<string, string?>> ReadAsync(CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings.Where(s => !s.InVault))
        {
            values[setting.Key] = ReadFile(setting);
        }

        foreach (var secret in settings.Where(s => s.InVault).Select(s => (Setting: s, Place: VaultPlace.Parse(s.Place)!)).GroupBy(s => s.Place.ApiPath))
        {
            await ReadVaultAsync([.. secret], values, cancellationToken);
        }

        return values;
    }

    private async Task ReadVaultAsync(IReadOnlyList<(SecretSetting Setting, VaultPlace Place)> wanted, Dictionary<string, string?> values, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await session!.ReadAsync(wanted[0].Place, cancellationToken);
            foreach (var (setting, place) in wanted)
            {
                values[setting.Key] = secret.TryGetValue(place.Key, out var value) && value.Length > 0 ? value
                    : throw new SecretUnavailableException($"{setting.Name}: {place.ApiPath} has no value {place.Key}");
            }
        }
        catch (VaultException e)
        {
            throw new SecretUnavailableException($"{wanted[0].Setting.Name}: {e.Message}");
        }
    }
}
