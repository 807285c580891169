using Upgrades.Analyzer.Releases;

namespace Upgrades.Analyzer.Steps;

/// <summary>
/// A version as somebody writes a stop down: <c>1.132.3</c> is that one, <c>16.3</c> the newest release of 16.3, and <c>28</c> the newest
/// of 28. Rebuilds of a version are the same version.
/// </summary>
internal sealed record StopVersion
{
    private readonly IReadOnlyList<string> _parts;

    private StopVersion(string text, IReadOnlyList<string> parts) => (Text, _parts) = (text, parts);

    public string Text { get; }

    public string Major => _parts[0];

    /// <returns>Null when it names no version.</returns>
    public static StopVersion? Parse(string text)
    {
        var number = text.TrimStart('v', 'V');
        return number.Length is > 0 and < 10 && number.All(char.IsAsciiDigit) ? new StopVersion(text, [number])
            : ReleaseTag.Parse(text)?.Version is { } version ? new StopVersion(text, version.Tag.Parts)
            : null;
    }

    /// <summary>All of its numbers are those that the version begins with.</summary>
    public bool Holds(ReleaseVersion version) => _parts.Index().All(p => Number(version.Tag.Parts.ElementAtOrDefault(p.Index)) == Number(p.Item));

    /// <summary>Newer than the version, which it does not hold.</summary>
    public bool IsAbove(ReleaseVersion version) => Compare(version) > 0 && !Holds(version);

    public bool IsBelow(ReleaseVersion version) => Compare(version) < 0 && !Holds(version);

    private int Compare(ReleaseVersion version) => _parts.Index()
        .Select(p => (Left: Number(p.Item), Right: Number(version.Tag.Parts.ElementAtOrDefault(p.Index))))
        .Select(n => n.Left.Length != n.Right.Length ? n.Left.Length.CompareTo(n.Right.Length) : string.CompareOrdinal(n.Left, n.Right))
        .FirstOrDefault(order => order != 0);

    private static string Number(string? part) => part?.TrimStart('0') ?? "";
}
