using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>What is known by its look alone in a line of release notes.</summary>
internal static partial class NoteLines
{
    /// <summary>Lines, and pieces of those that are too long for anybody.</summary>
    public static IEnumerable<(string Line, bool Continues)> Of(string text)
    {
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            var continues = false;
            while (end - start > NoteBlock.Longest)
            {
                var space = text.LastIndexOf(' ', start + NoteBlock.Longest, 200);
                var cut = space > start ? space : start + NoteBlock.Longest;
                yield return (text[start..cut], continues);
                (start, continues) = (cut, true);
            }

            yield return (text[start..end].TrimEnd('\r'), continues);
            start = end + 1;
        }
    }

    /// <summary>However deep a quotation is, it is read like everything else.</summary>
    public static string WithoutQuote(string line)
    {
        var at = 0;
        while (true)
        {
            var mark = at;
            while (mark < line.Length && mark - at < 4 && line[mark] == ' ')
            {
                mark++;
            }

            if (mark >= line.Length || line[mark] != '>')
            {
                return line[at..];
            }

            at = mark + 1 < line.Length && line[mark + 1] == ' ' ? mark + 2 : mark + 1;
        }
    }

    public static (int Indent, string Text) Indented(string line)
    {
        var (indent, at) = (0, 0);
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            indent += line[at++] == '\t' ? 4 : 1;
        }

        return (indent, line[at..].TrimEnd());
    }

    /// <summary><c># One</c> to <c>###### Six</c>; people also forget the space.</summary>
    public static int HeadingLevel(string text)
    {
        var level = text.Length - text.TrimStart('#').Length;
        return level is 0 or > 6 ? 0 : text.Length == level || text[level] is ' ' or '\t' || (level > 1 && !char.IsAsciiDigit(text[level])) ? level : 0;
    }

    /// <summary><c>===</c> and <c>---</c> as in Markdown; a row of another sign, at least as long as the line above, as in reStructuredText.</summary>
    public static int UnderlineLevel(string text, string above)
    {
        if (text.Length < 2 || text.AsSpan(1).ContainsAnyExcept(text[0]))
        {
            return 0;
        }

        return text[0] switch { '=' => 1, '-' => 2, '~' or '^' or '"' or '\'' or '+' or '*' when text.Length >= 4 && text.Length >= above.Length - 1 => 3, _ => 0 };
    }

    public static bool IsBreak(string text) => text.Length >= 3 && text[0] is '-' or '*' or '_' or '=' && !text.AsSpan().ContainsAnyExcept(text[0], ' ');

    /// <returns>Length of a list item's mark with the space behind it; 0: it is none.</returns>
    public static int ItemMark(string text)
    {
        var digits = 0;
        while (digits < text.Length && digits < 9 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        var mark = digits > 0 ? (digits < text.Length && text[digits] is '.' or ')' ? digits + 1 : 0) : text[0] is '-' or '*' or '+' or '•' or '◦' or '‣' ? 1 : 0;
        return mark > 0 && mark < text.Length && text[mark] is ' ' or '\t' ? mark + 1 : 0;
    }

    /// <summary>Marks behind a mark, and the box of a task.</summary>
    public static string WithoutMarks(string text)
    {
        var at = 0;
        while (at + 1 < text.Length && (text[at] is ' ' or '\t' || (text[at] is '-' or '*' or '+' && text[at + 1] == ' ')))
        {
            at++;
        }

        return at + 3 < text.Length && text[at] == '[' && text[at + 1] is ' ' or 'x' or 'X' && text[at + 2] == ']' ? text[(at + 3)..].TrimStart() : text[at..];
    }

    public static bool IsBold(string line) => Bold().IsMatch(line);

    /// <summary>GitHub's box around a warning.</summary>
    public static bool IsAlert(string text) => text is ['[', '!', .., ']'];

    /// <summary>A paragraph wraps its lines, but what is written by a program has one entry on each.</summary>
    public static bool StartsEntry(string text) => Entry().IsMatch(text);

    /// <summary>"chore(deps): …", "Bump x from 1 to 2", "Update dependency x to v2": says nothing about this project's own behaviour.</summary>
    public static bool IsDependency(string line) => Dependency().IsMatch(line.Length <= 1000 ? line : line[..1000]);

    [GeneratedRegex(@"\A\P{L}{0,8}?(?:\*\*|__)[^*_]{1,200}(?:\*\*|__)\s*:?\s*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Bold();

    [GeneratedRegex(@"\A(?:BREAKING[ -]CHANGES?\b|\w{2,12}(?:\([^()]{1,60}\))?!?: )")]
    private static partial Regex Entry();

    [GeneratedRegex(
        @"\b(?:dependabot|renovate)\b|^\W{0,20}\w+\((?:[\w-]*deps?(?:-[\w-]*)?|dependenc(?:y|ies)|bump)\)!?:|^\W{0,20}(?:\w+(?:\([\w-]+\))?!?:\s*)?(?:bump(?:s|ed)?|update[sd]?|upgrade[sd]?)\s+(?:dependency|dependencies|module|the\s+\S+\s+group)\b|^\W{0,20}(?:\w+(?:\([\w-]+\))?!?:\s*)?bump(?:s|ed)?\s+\S+\s+(?:from\s+\S+\s+)?to\s+\S+(?:\s+(?:in|by)\s+\S+|\s*\(#?\w+\))*[\s.,]*$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Dependency();
}
