using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Releases;

/// <summary>
/// A version apart from how it is written: git's <c>v5.0</c>, the changelog's <c>5.0.0</c> and the image's <c>5.0.0-r1</c> meet here.
/// Only for finding notes and stops; whether one tag may follow another is <see cref="TagComparison"/>'s alone.
/// </summary>
internal sealed record ReleaseVersion(TagVersion Tag) : IComparable<ReleaseVersion>
{
    public bool IsPrerelease => Tag.Prerelease is not null;

    /// <summary>Equal for 5.0 and 5.0.0: leading zeros and zeros at the end are no difference.</summary>
    public string Core { get; } = string.Join('.', Trim(Tag.Parts));

    /// <summary>First number, where there are at least two: a build number or a date alone has no major part.</summary>
    public string? Major => Tag.Parts.Count > 1 ? Number(Tag.Parts[0]) : null;

    /// <summary>The first numbers: 1.2 is the line of 1.2.3.</summary>
    public VersionLine Line(int parts) => new([.. Tag.Parts.Take(parts).Select(Number)]);

    /// <summary>By core; then a prerelease stands below its release, and rebuilds count only when both are of the same kind.</summary>
    public int CompareTo(ReleaseVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byCore = CompareCore(other);
        if (byCore != 0)
        {
            return byCore;
        }

        return IsPrerelease != other.IsPrerelease ? (IsPrerelease ? -1 : 1)
            : Tag.Suffix == other.Tag.Suffix && Tag.Parts.Count == other.Tag.Parts.Count ? Tag.CompareTo(other.Tag)
            : 0;
    }

    public int CompareCore(ReleaseVersion other)
    {
        var (left, right) = (Tag.Parts, other.Tag.Parts);
        for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            if (CompareNumbers(left.ElementAtOrDefault(i), right.ElementAtOrDefault(i)) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Of two parts, as numbers of any length; none is zero.</summary>
    public static int CompareNumbers(string? left, string? right)
    {
        var (a, b) = (Number(left), Number(right));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }

    private static string Number(string? part) => part?.TrimStart('0') ?? "";

    private static IEnumerable<string> Trim(IReadOnlyList<string> parts) => parts.Select(Number).Reverse().SkipWhile(p => p.Length == 0).Reverse();
}
