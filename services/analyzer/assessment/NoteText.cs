using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Upgrades.Analyzer.Assessment;

/// <summary>One heading or paragraph of release notes, on one line, with what is no prose left out; code in it is <see cref="QuotedCode"/>.</summary>
/// <param name="Below">Of a heading: the paragraph under it; null when the next thing is another heading, or nothing.</param>
internal sealed record NoteText(string Text, bool IsHeading, string? Below)
{
    private const int LongestNote = 200_000;

    /// <summary>The prose of a note: no code, no addresses, no link targets, no lines about a dependency's version.</summary>
    public static IReadOnlyList<NoteText> Of(string markdown)
    {
        var text = markdown.Length <= LongestNote ? markdown : markdown[..LongestNote];
        List<(string Text, bool IsHeading)> blocks = [];
        try
        {
            foreach (var leaf in Markdown.Parse(text).Descendants<LeafBlock>())
            {
                if (ProseOf(leaf) is { Length: > 0 } prose)
                {
                    blocks.Add((prose, leaf is HeadingBlock));
                }
            }
        }
        catch (ArgumentException)
        {
            // Nested deeper than Markdig follows: nobody's notes, but a keyword in it still counts.
            blocks = [.. text.Split('\n').Select(line => (Prose(line), false)).Where(b => b.Item1.Length > 0)];
        }

        return [.. blocks.Select((b, i) => new NoteText(b.Text, b.IsHeading, b.IsHeading && i + 1 < blocks.Count && !blocks[i + 1].IsHeading ? blocks[i + 1].Text : null))];
    }

    private static string ProseOf(LeafBlock block) => block switch
    {
        CodeBlock => "",
        HtmlBlock html => Prose(System.Net.WebUtility.HtmlDecode(NoteLines.Tags().Replace(html.Lines.ToString(), " "))),
        { Inline: { } inline } => Prose(TextOf(inline)),
        _ => "",
    };

    /// <summary>A paragraph wraps its lines, a changelog often makes each line an entry: lines about dependencies go, the others are one text.</summary>
    private static string Prose(string text) => NoteLines.Spaces().Replace(
        string.Join(' ', text.Split('\n').Select(line => NoteLines.Addresses().Replace(line, " ")).Where(line => !NoteLines.IsDependency(line))), " ").Trim();

    private static string TextOf(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (var inline in container)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                LineBreakInline => "\n",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                CodeInline code => QuotedCode.Unreadable(code.Content),
                LinkInline { IsImage: true } or AutolinkInline or HtmlInline => " ",
                ContainerInline inner => TextOf(inner),
                _ => " ",
            });
        }

        return text.ToString();
    }
}

/// <summary>What is known by its look alone in a line of release notes.</summary>
internal static partial class NoteLines
{
    /// <summary>"chore(deps): …", "Bump x from 1 to 2", "Update dependency x to v2": says nothing about this project's own behaviour.</summary>
    public static bool IsDependency(string line) => Dependency().IsMatch(line.Length <= 1000 ? line : line[..1000]);

    [GeneratedRegex(
        @"\b(?:dependabot|renovate)\b|^\W*\w+\((?:[\w-]*deps?[\w-]*|dependenc(?:y|ies)|bump)\)!?:|^\W*(?:\w+(?:\([\w-]+\))?!?:\s*)?(?:bump(?:s|ed)?|update[sd]?|upgrade[sd]?)\s+(?:dependency|dependencies|module|the\s+\S+\s+group)\b|^\W*(?:\w+(?:\([\w-]+\))?!?:\s*)?bump(?:s|ed)?\s+\S+\s+(?:from\s+\S+\s+)?to\s+\S+(?:\s+(?:in|by)\s+\S+|\s*\(#?\w+\))*[\s.,]*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Dependency();

    [GeneratedRegex(@"\b(?:https?://|www\.)[^\s<>]+", RegexOptions.IgnoreCase)]
    public static partial Regex Addresses();

    [GeneratedRegex(@"<!--(?:.|\n)*?-->|</?[A-Za-z][^<>]*>", RegexOptions.NonBacktracking)]
    public static partial Regex Tags();

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}]+")]
    public static partial Regex Spaces();
}
