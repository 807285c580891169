using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Advisor;

/// <summary>
/// A stranger's prose as plain text: no control, direction or invisible characters, links spelt out, nobody mentioned. Each exit (Slack,
/// terminal, page) still escapes it by its own rules.
/// </summary>
internal static partial class PlainText
{
    /// <summary>One line of at most <paramref name="longest"/> characters.</summary>
    public static string Line(string? text, int longest) => Cut(Spaces().Replace(Clean(text, longest * 4), " ").Trim(), longest);

    /// <summary>Lines as they were, with at most one empty one in a row.</summary>
    public static string Lines(string? text, int longest) =>
        Cut(EmptyLines().Replace(string.Join('\n', Clean(text, longest * 4).Split('\n').Select(l => l.TrimEnd())), "\n\n").Trim(), longest);

    private static string Clean(string? text, int longest)
    {
        text = text is null ? "" : text.Length <= longest ? text : text[..longest];
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value == '\n')
            {
                clean.Append('\n');
            }
            else if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(' ');
            }
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(rune);
            }
        }

        var plain = MarkdownLinks().Replace(clean.ToString(), "${label} (${address})");
        return Mentions().Replace(SlackMarks().Replace(plain, "${inner}"), "${name}");
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text
        : text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)].TrimEnd() + "…";

    [GeneratedRegex(@"\[(?<label>[^\[\]\n]{0,300})\]\((?<address>[^()\s]{1,500})\)")]
    private static partial Regex MarkdownLinks();

    /// <summary>Slack's <c>&lt;!channel&gt;</c>, <c>&lt;@U123&gt;</c>, <c>&lt;#C123&gt;</c> and <c>&lt;https://…|label&gt;</c>.</summary>
    [GeneratedRegex(@"<[!@#]?(?<inner>[^<>\n]{1,500})>")]
    private static partial Regex SlackMarks();

    /// <summary>Not the <c>@</c> of an address or of <c>n8n@1.90.0</c>.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9._-])@(?<name>[A-Za-z])")]
    private static partial Regex Mentions();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex EmptyLines();
}
