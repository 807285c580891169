using System.Globalization;
using System.Text;
using YamlDotNet.Core.Events;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// Artifact Hub's annotation <c>artifacthub.io/changes</c> as Markdown: a list of texts, or of maps with <c>kind</c> (added, changed,
/// deprecated, removed, fixed, security) and <c>description</c>. Each kind becomes a heading, as in keep-a-changelog.
/// </summary>
internal static class ChangesAnnotation
{
    private const int MostChanges = 500;
    private static readonly string[] Kinds = ["removed", "deprecated", "changed", "added", "fixed", "security"];

    /// <returns>Null when nothing can be read in it.</returns>
    public static string? ToMarkdown(string annotation)
    {
        List<(string Kind, string Text)> changes;
        try
        {
            changes = Read(new IndexEvents(new MeteredText(new StringReader(annotation))));
        }
        catch (ChartIndexException)
        {
            // Not as Artifact Hub wants it, but somebody's words on the version all the same.
            return annotation.Trim().Length == 0 ? null : annotation;
        }

        var markdown = new StringBuilder();
        foreach (var kind in changes.GroupBy(c => Array.IndexOf(Kinds, c.Kind)).OrderBy(g => g.Key))
        {
            if (kind.Key >= 0)
            {
                markdown.Append(CultureInfo.InvariantCulture, $"### {char.ToUpperInvariant(Kinds[kind.Key][0])}{Kinds[kind.Key][1..]}\n\n");
            }

            foreach (var (_, text) in kind)
            {
                markdown.Append(CultureInfo.InvariantCulture, $"- {text.ReplaceLineEndings(" ").Trim()}\n");
            }

            markdown.Append('\n');
        }

        return markdown.Length == 0 ? null : markdown.ToString().TrimEnd();
    }

    private static List<(string Kind, string Text)> Read(IndexEvents events)
    {
        List<(string Kind, string Text)> changes = [];
        ParsingEvent opening;
        while ((opening = events.Next()) is StreamStart or DocumentStart)
        {
        }

        if (opening is not SequenceStart)
        {
            throw new ChartIndexException("it is no list");
        }

        foreach (var item in events.Items())
        {
            var change = item is MappingStart ? Change(events) : ("", events.Text(item, int.MaxValue));
            if (change is (var kind, { } text) && changes.Count < MostChanges)
            {
                changes.Add((kind, text));
            }
        }

        return changes;
    }

    private static (string Kind, string? Text) Change(IndexEvents events)
    {
        string? text = null, words = null;
        var kind = "";
        foreach (var (key, value) in events.Entries())
        {
            switch (key)
            {
                case "kind":
                    kind = events.Text(value, 40)?.ToLowerInvariant() ?? "";
                    break;
                case "description":
                    text = events.Text(value, int.MaxValue);
                    break;
                default:
                    // "- BREAKING: the value auth" is a text to whoever wrote it, and a map to YAML.
                    words = events.Text(value, int.MaxValue) is { } word ? words ?? $"{key}: {word}" : words;
                    break;
            }
        }

        return (kind, text ?? (kind.Length == 0 ? words : null));
    }
}
