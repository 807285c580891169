using System.Text.RegularExpressions;
using Upgrades.Analyzer.Releases;

namespace Upgrades.Analyzer.Security;

/// <summary>Identifiers of security advisories: <c>CVE-2026-1234</c>, <c>GHSA-xxxx-xxxx-xxxx</c>.</summary>
internal static partial class Advisories
{
    public const int Most = 50;

    /// <summary>Those that notes name.</summary>
    public static IReadOnlyList<string> In(IEnumerable<ReleaseNote> notes) =>
        [.. notes.SelectMany(n => Identifiers().Matches(n.Text)).Select(m => Spell(m.Value)).Distinct().Order(StringComparer.Ordinal).Take(Most)];

    /// <returns>Null when it is no identifier.</returns>
    public static string? Read(string? text) => text is { Length: > 0 and < 30 } && Identifiers().Match(text) is { Success: true } match && match.Length == text.Length ? Spell(text) : null;

    public static bool IsCve(string id) => id.StartsWith("CVE", StringComparison.Ordinal);

    /// <summary>GitHub writes its own in small letters behind GHSA.</summary>
    private static string Spell(string id)
    {
        var upper = id.ToUpperInvariant();
        return IsCve(upper) ? upper : "GHSA" + upper[4..].ToLowerInvariant();
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:CVE-[0-9]{4}-[0-9]{4,7}|GHSA(?:-[2-9cfghjmpqrvwx]{4}){3})(?![A-Za-z0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Identifiers();
}
