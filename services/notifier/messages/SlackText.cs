using System.Globalization;
using System.Text;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Messages;

/// <summary>
/// Text on its way into Slack's mrkdwn. Whatever a stranger wrote (notes, logs, tags, answers) passes <see cref="Say"/> or
/// <see cref="Block"/>: it can neither mention anybody, nor hide a link, nor break out of its place.
/// </summary>
internal static class SlackText
{
    private const int LongestSentence = 600;
    private const int LongestBlock = 2400;
    private const int LongestAddress = 1000;

    /// <summary>One line of prose. Names, paths and what stands in backticks is copied by people: it comes in code spans, untouched.</summary>
    public static string Say(string? text) => Prose.Write(Shorten(Clean(text ?? "", keepLines: false), LongestSentence));

    /// <summary>A name in a code span.</summary>
    public static string Code(string? text) => $"`{Escape(Shorten(Clean(text ?? "", keepLines: false), LongestSentence)).Replace('`', '\'')}`";

    /// <summary>Lines as they were, the last ones when there are too many; empty for none.</summary>
    public static string Block(IEnumerable<string> lines)
    {
        var text = Clean(string.Join('\n', lines), keepLines: true).Replace('`', '\'').Trim('\n');
        text = text.Length <= LongestBlock ? text : "…" + text[(text.Length - LongestBlock)..];
        return Fence(text);
    }

    /// <summary>The first lines of a text, and how many there are more; empty for none.</summary>
    public static string FirstLines(IReadOnlyList<string> lines, int most)
    {
        var kept = lines.Take(most).Select(l => Shorten(Clean(l, keepLines: false).Replace('`', '\''), 200)).ToList();
        return Fence(string.Join('\n', kept)) + (lines.Count > most ? $"\n… and {lines.Count - most} more lines" : "");
    }

    private static string Fence(string text) => text.Length == 0 ? "" : $"\n```\n{Escape(text)}\n```";

    /// <summary>A link that shows where it goes; only http(s), else the text alone.</summary>
    public static string Link(string? url, string label) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsoluteUri.Length <= LongestAddress
            ? $"<{Escape(uri.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal)}|{Prose.Plain(Shorten(Clean(label, keepLines: false), LongestSentence)).Replace("|", "", StringComparison.Ordinal)}>"
            : Say(label);

    /// <summary><c>server v1 → v2, ml v1 → v2</c>.</summary>
    public static string Changes(IReadOnlyList<ImageChange> images, IReadOnlyList<ChartChange> charts) => string.Join(", ",
        images.Select(i => $"{Code(i.Image[(i.Image.LastIndexOf('/') + 1)..])} {Code(i.From)} → {Code(i.To)}")
            .Concat(charts.Select(c => $"chart {Code(c.Chart)} {Code(c.From)} → {Code(c.To)}")));

    public static string Checks(IReadOnlyList<CheckResult> checks) => string.Concat(checks.Select(c => $"\n• {Code(c.Check)} {Verdict(c.Verdict)}: {Say(c.Detail)}"));

    private static string Verdict(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Passed => "good",
        CheckVerdict.NotProven => "not proven",
        CheckVerdict.BrokenBefore => "broken before too",
        _ => "failed",
    };

    internal static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value == '\n' && keepLines)
            {
                clean.Append('\n');
            }
            else if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(' ');
            }
            else if (category is not UnicodeCategory.Format)
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    private static string Shorten(string text, int longest) => text.Length <= longest ? text
        : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
}
