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
    public bool Holds(ReleaseVersion version) => Compare(version) == 0;

    /// <summary>Newer than the version, which it does not hold.</summary>
    public bool IsAbove(ReleaseVersion version) => Compare(version) > 0;

    public bool IsBelow(ReleaseVersion version) => Compare(version) < 0;

    private int Compare(ReleaseVersion version) => _parts.Index()
        .Select(p => ReleaseVersion.CompareNumbers(p.Item, version.Tag.Parts.ElementAtOrDefault(p.Index)))
        .FirstOrDefault(order => order != 0);
}
