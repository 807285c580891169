using Microsoft.Extensions.Configuration;
using Npgsql;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Secrets;

/// <summary>Where a secret is from, for people. Never what it is.</summary>
/// <param name="Setting"><c>UPGRADES__GITHUB__TOKEN</c>.</param>
/// <param name="From"><c>the environment</c>, <c>the file /secrets/github</c>, <c>Vault, secret/upgrades#github</c>.</param>
public sealed record SecretSource(string Setting, string From)
{
    private static readonly string[] Endings = ["Token", "Secret", "Password", "ApiKey", "WebhookUrl"];

    /// <summary>Shorter ones are words of every text; that they are too short is the services' to say.</summary>
    private const int Shortest = 8;
    private static readonly string[] Whole = ["Bus:Url", "State:Postgres"];

    /// <summary>Every setting that is a secret by its name, or that somebody keeps like one; in the order of their names.</summary>
    internal static IReadOnlyList<SecretSource> In(IConfiguration given) =>
    [
        .. SecretSetting.Find(given).Select(s => new SecretSource(Spell(s.Key), s.InVault ? $"Vault, {s.Place}" : $"the file {s.Place}"))
            .Concat(Plain(given).Select(s => new SecretSource(Spell(s.Key), "the environment"))).OrderBy(s => s.Setting, StringComparer.Ordinal),
    ];

    /// <summary>The values themselves, to take them out of whatever is shown; of an address the password in it too.</summary>
    /// <param name="settings">With the secrets that stand elsewhere.</param>
    internal static IReadOnlyList<string> Values(IConfiguration given, IConfiguration settings) =>
        [.. SecretSetting.Find(given).Select(s => settings[s.Key]).Concat(Plain(settings).Select(s => s.Value)).OfType<string>()
            .SelectMany(v => new[] { v, PasswordIn(v) }).OfType<string>().Where(v => v.Length >= Shortest).Distinct().OrderByDescending(v => v.Length)];

    private static IEnumerable<KeyValuePair<string, string?>> Plain(IConfiguration settings) => settings.AsEnumerable().Where(s => !string.IsNullOrEmpty(s.Value)
        && (Array.Exists(Endings, e => s.Key.EndsWith(e, StringComparison.OrdinalIgnoreCase)) || Array.Exists(Whole, w => w.Equals(s.Key, StringComparison.OrdinalIgnoreCase))));

    private static string? PasswordIn(string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var uri))
        {
            return uri.UserInfo.Split(':', 2) is [_, var password] ? Uri.UnescapeDataString(password) : uri.AbsolutePath.Length > 1 ? uri.AbsolutePath : null;
        }

        try
        {
            return value.Contains('=', StringComparison.Ordinal) ? new NpgsqlConnectionStringBuilder(value).Password : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return null;
        }
    }

    private static string Spell(string key) => SettingsRegistration.Prefix + key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
}
