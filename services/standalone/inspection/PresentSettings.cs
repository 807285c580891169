using System.Text.RegularExpressions;
using Upgrades.Hosting.Settings;

namespace Upgrades.Standalone.Inspection;

/// <summary>A setting that an environment sets.</summary>
/// <param name="Value">Hidden where it is a secret or may be one.</param>
/// <param name="From"><c>environment</c>, <c>file PATH</c> or <c>Vault MOUNT/PATH#KEY</c>.</param>
internal sealed record PresentSetting(string Name, string Value, string From, bool IsKnown);

/// <summary>Which settings an environment sets.</summary>
internal static partial class PresentSettings
{
    private const string Hidden = "***";

    /// <param name="withUnknown">False: only a section is asked for, and what is in others is not unknown.</param>
    public static IReadOnlyList<PresentSetting> Of(IReadOnlyList<Setting> settings, IReadOnlyDictionary<string, string> environment, bool withUnknown)
    {
        var known = settings.ToDictionary(s => s.Name);
        return
        [
            .. environment.Where(e => e.Key.StartsWith(SettingsRegistration.Prefix, StringComparison.OrdinalIgnoreCase) && e.Value.Length > 0)
                .OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => Read(e.Key, e.Value, known)).Where(p => p.IsKnown || withUnknown),
        ];
    }

    private static PresentSetting Read(string name, string value, Dictionary<string, Setting> known)
    {
        var asWritten = Numbers().Replace(name.ToUpperInvariant(), "__N");
        return known.TryGetValue(asWritten, out var setting) ? new PresentSetting(name, setting.IsSecret ? Hidden : value, "environment", IsKnown: true)
            : Ending(asWritten, "_FILE") is { } fromFile && known.ContainsKey(fromFile) ? new PresentSetting(name, Hidden, $"file {value}", IsKnown: true)
            : Ending(asWritten, "_VAULT") is { } fromVault && known.ContainsKey(fromVault) ? new PresentSetting(name, Hidden, $"Vault {value}", IsKnown: true)
            // A name that is misspelt may be a secret's.
            : new PresentSetting(name, Hidden, "environment", IsKnown: false);
    }

    private static string? Ending(string name, string ending) => name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : null;

    [GeneratedRegex("__[0-9]+(?=__|$|_FILE$|_VAULT$)")]
    private static partial Regex Numbers();
}
