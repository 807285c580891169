using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <param name="Tag">In small letters; null: text between tags.</param>
internal sealed record HtmlPart(string? Tag, bool Closes, string Text);

/// <summary>HTML in notes, as far as it makes headings, items and lines; all other tags are dropped from the text.</summary>
internal static partial class HtmlLine
{
    /// <returns>None where the line has no such tag.</returns>
    public static IReadOnlyList<HtmlPart> Parts(string line)
    {
        List<HtmlPart> parts = [];
        var at = 0;
        foreach (var tag in BlockTag().EnumerateMatches(line))
        {
            parts.Add(new HtmlPart(null, false, line[at..tag.Index]));
            var name = line.AsSpan(tag.Index + 1, tag.Length - 2);
            var closes = name[0] == '/';
            name = closes ? name[1..] : name;
            var end = name.IndexOfAny(" \t/");
            parts.Add(new HtmlPart((end < 0 ? name : name[..end]).ToString().ToLowerInvariant(), closes, ""));
            at = tag.Index + tag.Length;
        }

        if (parts.Count > 0)
        {
            parts.Add(new HtmlPart(null, false, line[at..]));
        }

        return parts;
    }

    [GeneratedRegex(@"</?(?:summary|details|h[1-6]|li|ul|ol|p|br|div|table|tr|td|th|blockquote|pre)(?:[ \t/][^<>]*)?>", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex BlockTag();
}
