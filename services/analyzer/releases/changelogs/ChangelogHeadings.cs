using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Releases.Changelogs;

/// <param name="Line">Of the heading, from 0; with an overline, of that.</param>
/// <param name="TextStart">First line below it.</param>
/// <param name="Level">1 is the highest.</param>
internal sealed record ChangelogHeading(int Line, int TextStart, int Level, HeadingVersion? Version)
{
    /// <summary>The line that a person reads: below an overline.</summary>
    public int Title => TextStart - Line == 3 ? Line + 1 : Line;
}

/// <summary>Finds the headings of a file, whatever its dialect, in one pass over its lines.</summary>
internal sealed partial class ChangelogHeadings(string[] lines, ChangelogDialect dialect)
{
    private const string Adornments = "=-~^*+#\"'`:._";
    private const int LongestHeading = 300;

    /// <summary>Which underline comes first is the highest: reStructuredText has no order of its own.</summary>
    private readonly List<(char Mark, bool Over)> _order = [];

    /// <summary>Marked headings; where none of them has a version, lines that are nothing but one.</summary>
    public IReadOnlyList<ChangelogHeading> Read()
    {
        var headings = Walk(Marked);
        return headings.Exists(h => h.Version is not null) ? headings : Walk(i => PlainHeading.Read(lines, i));
    }

    private List<ChangelogHeading> Walk(Func<int, ChangelogHeading?> read)
    {
        List<ChangelogHeading> headings = [];
        var (fenced, hidden) = (false, false);
        for (var i = 0; i < lines.Length; i++)
        {
            var start = lines[i].AsSpan().TrimStart();
            fenced ^= start.StartsWith("```") || (dialect == ChangelogDialect.Markdown && start.StartsWith("~~~"));
            hidden = (hidden || start.StartsWith("<!--")) && !lines[i].Contains("-->", StringComparison.Ordinal);
            if (!fenced && !hidden && read(i) is { } heading)
            {
                headings.Add(heading);
                i = heading.TextStart - 1;
            }
        }

        return headings;
    }

    private ChangelogHeading? Marked(int i)
    {
        var line = lines[i];
        if (line.Length is 0 or > LongestHeading || line[0] is ' ' or '\t')
        {
            return dialect == ChangelogDialect.Text && line.Length is > 0 and <= LongestHeading ? Lined(i) : null;
        }

        var mark = dialect == ChangelogDialect.AsciiDoc ? '=' : '#';
        var marks = line.Length - line.TrimStart(mark).Length;
        if (marks is > 0 and <= 6 && marks < line.Length && (dialect == ChangelogDialect.Markdown || line[marks] == ' '))
        {
            return new ChangelogHeading(i, i + 1, marks, HeadingVersion.Find(line[marks..].TrimEnd('#', ' ')));
        }

        return dialect switch
        {
            ChangelogDialect.Text => Entry(i) ?? Starred(i) ?? Lined(i),
            ChangelogDialect.Markdown => Underlined(i) is ('=' or '-') and { } under && !ListItem().IsMatch(line)
                ? new ChangelogHeading(i, i + 2, under == '=' ? 1 : 2, HeadingVersion.Find(line)) : null,
            _ => null,
        };
    }

    /// <summary>Debian: <c>package (1:1.2.3-1) unstable; urgency=medium</c>.</summary>
    private ChangelogHeading? Entry(int i)
    {
        if (DebianEntry().Match(lines[i]) is not { Success: true } entry)
        {
            return null;
        }

        var written = entry.Groups["version"].Value;
        var version = ReleaseTag.Parse(written[(written.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace('~', '-').Split('+')[0]);
        return new ChangelogHeading(i, i + 1, 1, version is null ? null : new HeadingVersion(written, version.Version, Certain: true, Dated: true));
    }

    /// <summary>GNU: <c>* Noteworthy changes in release 1.2.3 (2024-01-01)</c>. Any other line with a star is an item of a list.</summary>
    private ChangelogHeading? Starred(int i)
    {
        var stars = lines[i].Length - lines[i].TrimStart('*').Length;
        return stars is > 0 and <= 3 && lines[i].Length > stars && lines[i][stars] == ' ' && GnuHeading().IsMatch(lines[i]) && HeadingVersion.Find(lines[i][stars..]) is { } version
            ? new ChangelogHeading(i, i + 1, stars, version) : null;
    }

    private ChangelogHeading? Lined(int i)
    {
        // An overline is one only with the same line below the title.
        if (Adornment(i) is { } over)
        {
            return i + 2 < lines.Length && Adornment(i + 2) == over && lines[i + 1].Trim() is { Length: > 0 and <= LongestHeading } title
                ? new ChangelogHeading(i, i + 3, LevelOf(over, over: true), HeadingVersion.Find(title)) : null;
        }

        return lines[i][0] is not (' ' or '\t') && Underlined(i) is { } under
            ? new ChangelogHeading(i, i + 2, LevelOf(under, over: false), HeadingVersion.Find(lines[i])) : null;
    }

    private char? Underlined(int i) => i + 1 < lines.Length ? Adornment(i + 1) : null;

    /// <summary>The mark that a line consists of; null when it is something else.</summary>
    private char? Adornment(int i)
    {
        var line = lines[i].AsSpan().TrimEnd();
        return line.Length is >= 3 and <= LongestHeading && Adornments.Contains(line[0], StringComparison.Ordinal) && !line.ContainsAnyExcept(line[0]) ? line[0] : null;
    }

    private int LevelOf(char mark, bool over)
    {
        if (!_order.Contains((mark, over)))
        {
            _order.Add((mark, over));
        }

        return _order.IndexOf((mark, over)) + 1;
    }

    [GeneratedRegex(@"\A(?:[-*+>|]|[0-9]{1,9}[.)]) ", RegexOptions.NonBacktracking)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.+-]{0,100} \((?<version>[^()\s]{1,100})\) [^;]{1,100};\s*urgency=", RegexOptions.NonBacktracking)]
    private static partial Regex DebianEntry();

    [GeneratedRegex(@"\A\*{1,3} (?:[a-z]+ ){0,3}(?:changes|version|release|released|news)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex GnuHeading();
}
