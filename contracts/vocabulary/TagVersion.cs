using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>
/// The version in a tag, taken apart: <c>pg14-v0.2.0-rc.1-alpine-r2</c> is prefix <c>pg14-v</c>, core <c>0.2.0</c>,
/// prerelease <c>rc 1</c>, suffix <c>-alpine-r#</c> with revision <c>2</c>. Numbers stay text: a tag may hold thirty digits.
/// </summary>
public sealed partial record TagVersion
{
    private TagVersion(string prefix, string core, TagPrerelease? prerelease, string suffix, IReadOnlyList<string> revisions)
    {
        (Prefix, Core, Prerelease, Suffix, Revisions) = (prefix, core, prerelease, suffix, revisions);
        Parts = [.. Digits().Matches(core).Select(m => m.Value)];
        Shape = $"{prefix}{Digits().Replace(core, "#")}{Scheme(Parts[0])}{suffix}";
    }

    /// <summary>What stands before the core: <c>v</c>, <c>version-</c>, <c>RELEASE.</c>, or nothing.</summary>
    public string Prefix { get; }

    /// <summary>The numbers with their separators: <c>4.10.0</c>, <c>2024-05-10T01-41-38</c>.</summary>
    public string Core { get; }

    /// <summary>The numbers of the core, as written.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>Null for a release.</summary>
    public TagPrerelease? Prerelease { get; }

    /// <summary>What stands behind, with the revisions' numbers as <c>#</c>: <c>-alpine</c>, <c>-ls#</c>.</summary>
    public string Suffix { get; }

    /// <summary>Rebuilds of one release: the 123 of <c>-ls123</c>.</summary>
    public IReadOnlyList<string> Revisions { get; }

    /// <summary>Two tags have an order only when this is equal.</summary>
    public string Shape { get; }

    /// <summary>False for floating tags (<c>latest</c>, <c>16</c>), hashes, and whatever else names no version.</summary>
    public static bool TryParse(string? tag, [NotNullWhen(true)] out TagVersion? version)
    {
        version = null;
        if (!ImageReference.IsTag(tag) || tag.Split('-', '.', '_').Any(IsHash))
        {
            return false;
        }

        var match = Find(tag);
        if (match is null)
        {
            return false;
        }

        var rest = tag[(match.Index + match.Length)..];
        var prerelease = TagPrerelease.TakeFrom(ref rest);
        var revisions = TakeRevisions(ref rest);
        version = new TagVersion(tag[..match.Index], match.Value, prerelease, rest, revisions);
        return true;
    }

    /// <summary>Negative when older than <paramref name="other"/>, positive when newer. Meaningful for equal shapes only.</summary>
    public int CompareTo(TagVersion other)
    {
        var byCore = CompareNumbers(Parts, other.Parts);
        if (byCore != 0)
        {
            return byCore;
        }

        var byPrerelease = TagPrerelease.Compare(Prerelease, other.Prerelease);
        return byPrerelease != 0 ? byPrerelease : CompareNumbers(Revisions, other.Revisions);
    }

    internal static int CompareNumbers(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        foreach (var (a, b) in left.Zip(right, (a, b) => (a.TrimStart('0'), b.TrimStart('0'))))
        {
            var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static Match? Find(string tag)
    {
        if (Calendar().Match(tag) is { Success: true } calendar)
        {
            return calendar;
        }

        if (Dotted().Match(tag) is { Success: true } dotted)
        {
            return dotted;
        }

        var single = Digits().Match(tag);
        return single.Success && !NamesACommitOrBranch().IsMatch(tag) && !MovingMajor().IsMatch(tag) ? single : null;
    }

    /// <summary>From the end: one <c>-r1</c>, <c>-ls123</c> or <c>-4</c>, and lettered ones before it (<c>-r1-ls45</c>).</summary>
    private static List<string> TakeRevisions(ref string rest)
    {
        List<string> revisions = [];
        var kept = "";
        while (Revision().Match(rest) is { Success: true } match && (revisions.Count == 0 || match.Groups["letters"].Length > 0))
        {
            revisions.Insert(0, match.Groups["number"].Value);
            kept = match.Groups["before"].Value + "#" + kept;
            rest = rest[..match.Index];
        }

        rest += kept;
        return revisions;
    }

    /// <summary>A project that moves from dates to versions, or back, starts anew: 2024.5.6 is not above 3.0.0.</summary>
    private static string Scheme(string first) => first switch
    {
        ['1', '9', _, _] or ['2', '0', _, _] => "year",
        ['1', '9', _, _, _, _, _, _] or ['2', '0', _, _, _, _, _, _] => "date",
        _ => "",
    };

    private static bool IsHash(string segment) =>
        Hexadecimal().IsMatch(segment) && segment.Any(char.IsAsciiDigit) && segment.TrimStart('g').Any(char.IsAsciiLetter);

    [GeneratedRegex(@"[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<![0-9])[0-9]+(?:\.[0-9]+)+")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}-[0-9]{2}-[0-9]{2})?(?![0-9])")]
    private static partial Regex Calendar();

    [GeneratedRegex(@"^g?[0-9a-f]{7,40}$")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^(?:sha|git|commit|main|master|branch|pr|develop)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex NamesACommitOrBranch();

    /// <summary>One number alone is a build (MatriX.141, v141), a date (20240915), or a major version that keeps moving (16, 16-alpine, v2).</summary>
    [GeneratedRegex(@"^(?:[0-9]{1,4}|[vV][0-9]{1,2})(?![0-9])")]
    private static partial Regex MovingMajor();

    [GeneratedRegex(@"(?<before>[-_](?<letters>r|rev|ls|p|pl|b|build|u)?)(?<number>[0-9]+)$")]
    private static partial Regex Revision();
}
