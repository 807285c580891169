using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Releases;

/// <summary>Sections of a changelog file in the manner of keep-a-changelog: a heading with a version, and what stands below it.</summary>
internal static partial class ChangelogFile
{
    private static readonly string[] Names = ["changelog", "changes", "history", "news", "releases", "release_notes", "releasenotes"];

    /// <summary>The file of a root folder to look into; null when there is none.</summary>
    public static string? Pick(IEnumerable<string> files) => files
        .Where(f => Path.GetExtension(f).ToLowerInvariant() is "" or ".md" or ".markdown" or ".txt" or ".rst")
        .Select(f => (File: f, Rank: Array.IndexOf(Names, Path.GetFileNameWithoutExtension(f).ToLowerInvariant())))
        .Where(f => f.Rank >= 0)
        .OrderBy(f => f.Rank).ThenBy(f => f.File, StringComparer.Ordinal)
        .Select(f => f.File).FirstOrDefault();

    public static ReleaseNotes Select(ReleaseRange range, string text, string? url)
    {
        var notes = Sections(text, url).Where(n => range.Holds(n.Version)).OrderBy(n => n.Version).ToList();
        return notes.Count == 0 ? ReleaseNotes.None("none of its sections is on the way")
            : new ReleaseNotes(notes, notes.Any(n => n.Version.CompareCore(range.To.Version) == 0) ? null : $"it has no section for {range.To.Version.Tag.Core}");
    }

    private static IEnumerable<ReleaseNote> Sections(string text, string? url)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        (string Name, ReleaseVersion Version, int Level, int Start)? open = null;
        var fenced = false;
        for (var i = 0; i < lines.Length; i++)
        {
            fenced ^= lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (fenced || Heading(lines, i) is not { } heading || (heading.Version is null && (open is null || heading.Level > open.Value.Level)))
            {
                continue;
            }

            if (open is { } section)
            {
                yield return Note(section.Name, section.Version, section.Start, i);
            }

            open = heading.Version is { } version ? (version.Name, version.Version, heading.Level, i + (heading.IsUnderlined ? 2 : 1)) : null;
        }

        if (open is { } last)
        {
            yield return Note(last.Name, last.Version, last.Start, lines.Length);
        }

        ReleaseNote Note(string name, ReleaseVersion version, int start, int end) => new(name, version, string.Join('\n', lines[start..end]).Trim(), url);
    }

    /// <summary><c>## [1.2.3] - 2024-05-01</c>, <c># v1.2.3</c>, or a line underlined with <c>===</c>.</summary>
    private static (int Level, bool IsUnderlined, (string Name, ReleaseVersion Version)? Version)? Heading(string[] lines, int index)
    {
        var line = lines[index];
        var marks = line.Length - line.TrimStart('#').Length;
        var underline = marks == 0 && line.Length > 0 && index + 1 < lines.Length && Underline().IsMatch(lines[index + 1]) ? lines[index + 1][0] : ' ';
        var level = marks is > 0 and <= 4 ? marks : underline switch { '=' => 1, '-' => 2, _ => 0 };
        if (level == 0)
        {
            return null;
        }

        var found = Version().Match(line);
        return (level, marks == 0, found.Success && ReleaseTag.Parse(found.Groups["version"].Value) is { } tag ? (found.Groups["version"].Value, tag.Version) : null);
    }

    [GeneratedRegex(@"\A(?:={3,}|-{3,})\s*\z")]
    private static partial Regex Underline();

    /// <summary>The version is the heading's first word, or the one behind the product's name.</summary>
    [GeneratedRegex(@"\A#{0,4}\s*(?:[\p{L}_-]{1,40}[ @/:]\s*)?[\[(*]*(?<version>[vV]?[0-9]+(?:\.[0-9]+)+(?:[-._+][0-9A-Za-z]+)*)")]
    private static partial Regex Version();
}
