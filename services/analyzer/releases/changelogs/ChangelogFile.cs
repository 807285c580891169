using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Releases.Changelogs;

/// <summary>What one changelog file says about the way.</summary>
/// <param name="Notes">Of the versions on the way, oldest first; what stands in several places about one version is one.</param>
/// <param name="ReachesFrom">It has a section that is as old as From: nothing on the way stands elsewhere.</param>
internal sealed record ChangelogReading(IReadOnlyList<ReleaseNote> Notes, bool ReachesFrom);

/// <summary>
/// A changelog file taken apart: a heading with a version, and what stands below it up to the next one. In time and memory that grow
/// with the file alone.
/// </summary>
internal static partial class ChangelogFile
{
    /// <param name="pageOf">Where a person reads a line, from 1; null: nowhere.</param>
    public static ChangelogReading Read(ReleaseRange range, string text, ChangelogDialect dialect, Func<int, string?> pageOf)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var sections = Sections(new ChangelogHeadings(lines, dialect).Read(), lines.Length).ToList();
        var notes = sections.Where(s => range.Holds(s.Version.Version))
            .Select(s => new ReleaseNote(s.Version.Name, s.Version.Version, Text(lines, s.Start, s.End), pageOf(s.Title + 1)))
            .GroupBy(n => (n.Version.Core, n.Version.Tag.Prerelease?.Label, string.Join('.', n.Version.Tag.Prerelease?.Numbers ?? [])))
            .Select(g => g.First() with { Text = string.Join("\n\n", g.Select(n => n.Text).Where(t => t.Length > 0)) })
            .OrderBy(n => n.Version).ToList();
        return new ChangelogReading(notes, sections.Exists(s => s.Version.Version.CompareTo(range.From.Version) <= 0));
    }

    /// <summary>
    /// Headings without a version end a section when they are as high as the highest with one: <c>[Unreleased]</c>; a patch release may
    /// stand as low as the headings in it. One with a version always does, but for a lower one that may be a sentence with a number in it.
    /// </summary>
    private static IEnumerable<Section> Sections(IReadOnlyList<ChangelogHeading> headings, int end)
    {
        var highest = headings.Where(h => h.Version is not null).Select(h => h.Level).DefaultIfEmpty().Min();
        ChangelogHeading? open = null;
        foreach (var heading in headings)
        {
            var isBelow = open is not null && heading.Level > open.Level;
            if (heading.Version is null ? heading.Level > highest : isBelow && !(heading.Version.Certain || heading.Version.Extends(open!.Version!)))
            {
                continue;
            }

            if (open is not null)
            {
                yield return new Section(open.Version!, open.Title, open.TextStart, heading.Line);
            }

            open = heading.Version is null ? null : heading;
        }

        if (open is not null)
        {
            yield return new Section(open.Version!, open.Title, open.TextStart, end);
        }
    }

    /// <summary>Without what belongs to the file and not to the section: link targets, labels, a Debian maintainer's signature.</summary>
    private static string Text(string[] lines, int start, int end)
    {
        while (end > start && (string.IsNullOrWhiteSpace(lines[end - 1]) || Attachment().IsMatch(lines[end - 1])))
        {
            end--;
        }

        return string.Join('\n', lines, start, Math.Max(end - start, 0)).Trim('\n', '\r');
    }

    private sealed record Section(HeadingVersion Version, int Title, int Start, int End);

    [GeneratedRegex(@"\A(?:\[[^\[\]]+\]:\s*\S+\s*|\.\. _[^:]+:\s*| -- .+|[-*_=]{3,}\s*|<a (?:name|id)=.+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Attachment();
}
