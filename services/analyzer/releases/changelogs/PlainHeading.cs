namespace Upgrades.Analyzer.Releases.Changelogs;

/// <summary>
/// A line that is a heading by what it says: <c>v1.2.3 / 2024-01-01</c>, <c>Version 1.2 (May 2024)</c>, <c>**1.2.3**</c>, or a bare
/// <c>1.2.3:</c> with a list below. Only for files that mark no headings: elsewhere such a line is prose.
/// </summary>
internal static class PlainHeading
{
    private const int Longest = 120;
    private const int Level = 8;

    public static ChangelogHeading? Read(string[] lines, int i)
    {
        var line = lines[i];
        if (line.Length is 0 or > Longest || !(char.IsLetterOrDigit(line[0]) || line[0] is '[' or '*' or '<') || line.StartsWith("* ", StringComparison.Ordinal))
        {
            return null;
        }

        return HeadingVersion.Find(line) is { } version && (version.Dated || (version.Certain && (line[0] == '*' || IsFollowedByList(lines, i))))
            ? new ChangelogHeading(i, i + 1, Level, version) : null;
    }

    private static bool IsFollowedByList(string[] lines, int i)
    {
        var next = Array.FindIndex(lines, i + 1, Math.Min(3, lines.Length - i - 1), l => !string.IsNullOrWhiteSpace(l));
        return next > 0 && lines[next][0] is ' ' or '\t' or '-' or '*' or '+' or 'o' or '•';
    }
}
