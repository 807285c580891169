using System.Text.RegularExpressions;
using Upgrades.Analyzer.Assessment;

namespace Upgrades.Tests.Analyzer.Notes;

/// <summary>A release of the labelled notes; their README says how they are written and by which rules labelled.</summary>
/// <param name="Saying">Parts of lines that say that it breaks something; none: it is harmless.</param>
internal sealed partial record LabelledRelease(string Project, string Tag, IReadOnlyList<string> Saying, string Body)
{
    private const string Mark = "%% ";

    public bool IsBreaking => Saying.Count > 0;

    /// <summary>One of the two parts, <c>tuned</c> or <c>heldout</c>; empty where there is none.</summary>
    public static IReadOnlyList<LabelledRelease> Read(string part)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "analyzer", "notes", part);
        return !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal).SelectMany(ReadFile)];
    }

    /// <summary>Does one of these lines show what the label points at?</summary>
    public bool IsShownBy(IEnumerable<string> lines) =>
        Saying.Select(s => QuotedCode.Readable(InlineText.Of(ListMark().Replace(s, "")).Text)).Any(said => lines.Any(l => l.Contains(said, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<LabelledRelease> ReadFile(string path)
    {
        var releases = ("\n" + File.ReadAllText(path).ReplaceLineEndings("\n")).Split("\n" + Mark);
        foreach (var release in releases.Skip(1))
        {
            var (header, body) = release.Split('\n', 2) is [var first, var rest] ? (first, rest) : (release, "");
            var fields = header.Split('|', StringSplitOptions.TrimEntries);
            yield return fields switch
            {
                [var tag, "harmless"] => new(Path.GetFileNameWithoutExtension(path), tag, [], body.TrimEnd()),
                [var tag, "breaking", _, ..] => new(Path.GetFileNameWithoutExtension(path), tag, fields[2..], body.TrimEnd()),
                _ => throw new InvalidDataException($"{path}: \"{header}\" is no header of a release"),
            };
        }
    }

    [GeneratedRegex(@"\A(?:[-*+#•]+\s+|<li>|<summary>)+")]
    private static partial Regex ListMark();
}
