using System.Text.RegularExpressions;

namespace Upgrades.Hosting.Secrets;

/// <summary>
/// One value in Vault: <c>secret/upgrades#github</c> is the key <c>github</c> of <c>upgrades</c> in the store mounted at <c>secret</c>.
/// A mount with a slash in it is set off as in Vault's own addresses: <c>team/kv/data/upgrades#github</c>.
/// </summary>
internal sealed partial record VaultPlace(string Mount, string Path, string Key)
{
    public string ApiPath => $"{Mount}/data/{Path}";

    /// <returns>Null when it is not spelt so.</returns>
    public static VaultPlace? Parse(string text) =>
        Spelling().Match(text.Trim()) is { Success: true } match && !match.Value.Split('/', '#').Any(part => part is "." or "..")
            ? new VaultPlace(match.Groups["mount"].Value, match.Groups["path"].Value, match.Groups["key"].Value) : null;

    [GeneratedRegex(@"\A(?:(?<mount>[\w.-]+(?:/[\w.-]+)*?)/data/|(?<mount>[\w.-]+)/)(?<path>[\w.-]+(?:/[\w.-]+)*)#(?<key>[\w.-]+)\z")]
    private static partial Regex Spelling();
}
