using System.Text.RegularExpressions;
using Upgrades.Analyzer.Releases;

namespace Upgrades.Analyzer.Security;

/// <summary>
/// A range of versions as maintainers write it into an advisory's free text: <c>&lt; 1.35.5</c>, <c>&gt;= 1.2, &lt; 1.4</c>,
/// <c>&lt;= 2.0 || = 2.2</c>, <c>1.2.0 - 1.2.9</c>, <c>1.1, 1.2</c>, <c>1.2 and earlier</c>, <c>before 1.3</c>; with or without <c>v</c>. Commas join the bounds of one stretch; a lower
/// bound above the last upper one begins the next stretch. Whatever else there is makes the whole unreadable: a guess would be a claim.
/// </summary>
internal sealed partial class VersionRange
{
    private const int Longest = 500;
    private readonly IReadOnlyList<Stretch> _stretches;

    private VersionRange(IReadOnlyList<Stretch> stretches) => _stretches = stretches;

    /// <returns>Null when it cannot be read.</returns>
    public static VersionRange? Parse(string? text)
    {
        if (text is not { Length: > 0 and <= Longest })
        {
            return null;
        }

        if (text.Trim().ToLowerInvariant() is "*" or "all" or "all versions" or "any")
        {
            return new VersionRange([new Stretch()]);
        }

        List<Stretch> stretches = [];
        foreach (var alternative in text.Replace("≤", "<=", StringComparison.Ordinal).Replace("≥", ">=", StringComparison.Ordinal).Split("||"))
        {
            if (ReadAlternative(alternative.Trim()) is not { } read)
            {
                return null;
            }

            stretches.AddRange(read);
        }

        return new VersionRange(stretches);
    }

    /// <returns>Null when the version cannot be compared with the range's: dates against numbers.</returns>
    public bool? Holds(ReleaseVersion version) =>
        _stretches.Any(s => !s.Compares(version)) ? null : _stretches.Any(s => s.Holds(version));

    /// <summary>The versions in a text that names nothing else, as <c>patched_versions</c> does: <c>1.2.9, 1.3.1</c> or <c>&gt;= 1.4.0</c>; else none.</summary>
    public static IReadOnlyList<ReleaseVersion> Listed(string? text)
    {
        if (text is not { Length: > 0 and <= Longest })
        {
            return [];
        }

        var versions = text.Replace("||", ",", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => Bound().Match(part)).Select(m => m.Success && m.Groups["operator"].Value is "" or "=" or "==" or ">=" ? Version(m.Groups["version"].Value) : null).ToList();
        return versions.Contains(null) ? [] : [.. versions.OfType<ReleaseVersion>()];
    }

    private static List<Stretch>? ReadAlternative(string text)
    {
        if (Hyphen().Match(text) is { Success: true } hyphen)
        {
            return Version(hyphen.Groups["from"].Value) is { } from && Version(hyphen.Groups["to"].Value) is { } to ? [new Stretch(from, true, to, true)] : null;
        }

        if (InWords().Match(text) is { Success: true } words)
        {
            return Version(words.Groups["version"].Value) is { } high ? [new Stretch(High: high, HighIncluded: words.Groups["included"].Success)] : null;
        }

        List<Stretch> stretches = [];
        Stretch? open = null;
        var at = 0;
        while (at < text.Length)
        {
            var match = Bound().Match(text, at, text.Length - at);
            if (!match.Success || match.Index != at || Version(match.Groups["version"].Value) is not { } version)
            {
                return null;
            }

            at += match.Length;
            switch (match.Groups["operator"].Value)
            {
                case "" or "=" or "==":
                    Close();
                    stretches.Add(new Stretch(version, true, version, true));
                    break;
                case ">" or ">=" when open is { Low: null, High: { } high } && version.CompareTo(high) < 0:
                    open = open with { Low = version, LowIncluded = match.Groups["operator"].Length == 2 };
                    break;
                case ">" or ">=" when open is not { High: null } && (open is null || version.CompareTo(open.High) >= 0):
                    Close();
                    open = new Stretch(Low: version, LowIncluded: match.Groups["operator"].Length == 2);
                    break;
                case "<" or "<=" when open is not { High: not null }:
                    open = (open ?? new Stretch()) with { High = version, HighIncluded = match.Groups["operator"].Length == 2 };
                    break;
                default:
                    // Two upper or two lower bounds in a row, or stretches that overlap: what is meant cannot be told.
                    return null;
            }
        }

        Close();
        return stretches.Count > 0 ? stretches : null;

        void Close()
        {
            if (open is not null)
            {
                stretches.Add(open);
                open = null;
            }
        }
    }

    /// <summary><c>&lt; 2</c> is <c>&lt; 2.0</c>; a tag alone would not name a version with that.</summary>
    private static ReleaseVersion? Version(string text) => NoVersion().IsMatch(text) ? null
        : ReleaseTag.Parse(SingleNumber().Match(text) is { Success: true } single ? $"{single.Groups["number"]}.0" : text)?.Version;

    /// <summary><c>1.2.x</c>, <c>1.2.0-1.2.9</c>: a tag's parser would find a version in them.</summary>
    [GeneratedRegex(@"\.[xX](?![A-Za-z])|[0-9]-[vV]?[0-9]+\.[0-9]")]
    private static partial Regex NoVersion();

    [GeneratedRegex(@"\A[vV]?(?<number>[0-9]+)\z")]
    private static partial Regex SingleNumber();

    [GeneratedRegex(@"\G\s*(?<operator>[<>]=?|==?)?\s*(?<version>[A-Za-z0-9][A-Za-z0-9._+@/-]*)\s*(?:,\s*|(?=[<>=])|\z)")]
    private static partial Regex Bound();

    [GeneratedRegex(@"\A(?<from>[A-Za-z0-9][A-Za-z0-9._+]*)\s+(?:-|–|to|through)\s+(?<to>[A-Za-z0-9][A-Za-z0-9._+]*)\z")]
    private static partial Regex Hyphen();

    [GeneratedRegex(
        @"\A(?:(?:all )?versions? )?(?:(?:before|prior to|earlier than|older than|below) (?<version>[A-Za-z0-9._+]+)|(?<version>[A-Za-z0-9._+]+) (?:and|or) (?<included>earlier|below|prior|older|lower))\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InWords();

    private sealed record Stretch(ReleaseVersion? Low = null, bool LowIncluded = false, ReleaseVersion? High = null, bool HighIncluded = false)
    {
        public bool Holds(ReleaseVersion version) =>
            (Low is null || version.CompareTo(Low) is var low && (low > 0 || (low == 0 && LowIncluded)))
            && (High is null || version.CompareTo(High) is var high && (high < 0 || (high == 0 && HighIncluded)));

        public bool Compares(ReleaseVersion version) => (Low is null || IsDate(Low) == IsDate(version)) && (High is null || IsDate(High) == IsDate(version));

        private static bool IsDate(ReleaseVersion version) => version.Tag.Parts[0] is ['1', '9', _, _, ..] or ['2', '0', _, _, ..];
    }
}
