using System.Text.RegularExpressions;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>The part of a tag that says "not yet released": <c>-rc.1</c>, <c>-beta2</c>, <c>.dev0</c>, Python's <c>b2</c>.</summary>
public sealed partial record TagPrerelease
{
    private static readonly string[] Order = ["dev", "nightly", "snapshot", "canary", "edge", "next", "unstable", "a", "alpha", "b", "beta", "m", "milestone", "ea", "pre", "preview", "c", "rc"];

    private TagPrerelease(string label, IReadOnlyList<string> numbers) => (Label, Numbers) = (label, numbers);

    /// <summary>In lower case.</summary>
    public string Label { get; }

    /// <summary>May be empty: <c>-beta</c>.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>A release (null) stands above every one of its prereleases.</summary>
    internal static int Compare(TagPrerelease? left, TagPrerelease? right)
    {
        if (left is null || right is null)
        {
            return (left is null).CompareTo(right is null);
        }

        var byLabel = Array.IndexOf(Order, left.Label).CompareTo(Array.IndexOf(Order, right.Label));
        return byLabel != 0 ? byLabel : TagVersion.CompareNumbers(left.Numbers, right.Numbers);
    }

    internal static TagPrerelease? TakeFrom(ref string rest)
    {
        if (Pattern().Match(rest) is not { Success: true } match)
        {
            return null;
        }

        rest = rest[match.Length..];
        return new TagPrerelease(match.Groups["label"].Value.ToLowerInvariant(), [.. match.Groups["number"].Captures.Select(c => c.Value)]);
    }

    [GeneratedRegex(
        @"^(?:[-._]?(?<label>alpha|beta|rc|preview|pre|dev|nightly|snapshot|canary|edge|next|unstable|milestone|ea)|(?<label>a|b|c|m)(?=[0-9]))[-._]?(?<number>[0-9]+)?(?:\.(?<number>[0-9]+))*(?![A-Za-z0-9])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
