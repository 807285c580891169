using Microsoft.Extensions.Configuration;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Secrets;

/// <summary>
/// A setting whose value stands elsewhere: <c>UPGRADES__GITHUB__TOKEN_FILE=/secrets/github</c> or
/// <c>UPGRADES__GITHUB__TOKEN_VAULT=secret/upgrades#github</c> in place of <c>UPGRADES__GITHUB__TOKEN</c>.
/// </summary>
/// <param name="Key">Of the setting that gets the value: <c>GitHub:Token</c>.</param>
/// <param name="Place">A path, or what is where in Vault.</param>
internal sealed record SecretSetting(string Key, string Place, bool InVault)
{
    public const string FileEnding = "_FILE";
    public const string VaultEnding = "_VAULT";

    /// <summary>As the operator spells what names the place.</summary>
    public string Name => SettingsRegistration.Prefix + Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant() + (InVault ? VaultEnding : FileEnding);

    /// <summary>Is this the name of a setting with one of the endings behind it?</summary>
    public static string? WithoutEnding(string key) =>
        key.EndsWith(FileEnding, StringComparison.OrdinalIgnoreCase) ? key[..^FileEnding.Length]
        : key.EndsWith(VaultEnding, StringComparison.OrdinalIgnoreCase) ? key[..^VaultEnding.Length] : null;

    /// <exception cref="SecretUnavailableException">A setting is given twice.</exception>
    public static IReadOnlyList<SecretSetting> Find(IConfiguration configuration)
    {
        List<SecretSetting> found = [];
        foreach (var (key, place) in configuration.AsEnumerable())
        {
            if (WithoutEnding(key) is not { } wanted || string.IsNullOrEmpty(place))
            {
                continue;
            }

            var setting = new SecretSetting(wanted, place, key.EndsWith(VaultEnding, StringComparison.OrdinalIgnoreCase));
            if (!string.IsNullOrEmpty(configuration[wanted]) || found.Exists(f => f.Key.Equals(wanted, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SecretUnavailableException($"{setting.Name}: the setting is given in another way too; one of the two has to go");
            }

            found.Add(setting);
        }

        return found;
    }
}

/// <summary>A secret is not where the settings say it is. Names the setting and the place, never a value.</summary>
public sealed class SecretUnavailableException(string message) : InvalidOperationException(message);
