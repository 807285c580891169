using System.Text;

namespace Upgrades.Notifier.Messages;

/// <summary>
/// One cleaned line of a stranger's prose as mrkdwn (<c>reference/slack.md</c> §3). Slack has no escape for <c>* _ ~</c>: a character of
/// no width before them keeps them from doing anything, and would be copied too; so whatever people copy stands in code spans instead.
/// </summary>
internal static class Prose
{
    private const string NoWidth = "\u200b";

    public static string Write(string line)
    {
        var text = new StringBuilder();
        var parts = line.Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            // Between two single backticks; doubled ones, and one that nothing closes, are no more than quotes.
            var isCode = i % 2 == 1 && i < parts.Length - 1 && parts[i].Trim().Length > 0;
            if (isCode)
            {
                text.Append('`').Append(SlackText.Escape(parts[i])).Append('`');
            }
            else
            {
                Quote(text, parts, i).AppendJoin(' ', parts[i].Split(' ').Select(Word));
            }
        }

        return text.ToString();
    }

    /// <summary>Without code spans, for the label of a link.</summary>
    public static string Plain(string text) => Still(text.Replace('`', '\''));

    /// <summary>The backtick before this part, unless a code span has just ended with it.</summary>
    private static StringBuilder Quote(StringBuilder text, string[] parts, int i)
    {
        var closes = i % 2 == 0 && i > 0 && parts[i - 1].Trim().Length > 0;
        return i == 0 || closes ? text : text.Append('\'');
    }

    private static string Word(string word)
    {
        var start = 0;
        var end = word.Length;
        while (start < end && "([{<\"',;:".Contains(word[start], StringComparison.Ordinal))
        {
            start++;
        }

        while (end > start && ")]}>\"'.,;:!?".Contains(word[end - 1], StringComparison.Ordinal))
        {
            end--;
        }

        var core = word[start..end];
        return Still(word[..start]) + (IsAddress(core) ? SlackText.Escape(core) : IsName(core) ? $"`{SlackText.Escape(core)}`" : Still(core)) + Still(word[end..]);
    }

    /// <summary>Slack makes a link of it as it stands.</summary>
    private static bool IsAddress(string word) =>
        Uri.TryCreate(word, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && word.IndexOfAny(['<', '>', '|', '*', '~']) < 0;

    /// <summary>A setting, a variable, a file's path or an image: something that must be copied as it is, and that Slack would else take for a link (<c>main.tf</c>).</summary>
    private static bool IsName(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_./:@$-=".Contains(c, StringComparison.Ordinal)) && word.Any(char.IsAsciiLetter)
        && (HasInner(word, '_') || word.EndsWith(".tf", StringComparison.Ordinal) || (HasInner(word, '/') && word.Contains('.', StringComparison.Ordinal)));

    private static bool HasInner(string word, char wanted) => word.AsSpan().Trim(wanted).Contains(wanted);

    private static string Still(string text)
    {
        var still = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            // Within a word an underscore does nothing.
            var isInner = text[i] == '_' && i > 0 && i < text.Length - 1 && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            still.Append(text[i] is '*' or '_' or '~' && !isInner ? NoWidth : "").Append(text[i]);
        }

        return SlackText.Escape(still.ToString());
    }
}
