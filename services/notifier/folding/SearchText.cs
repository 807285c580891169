using System.Text;

namespace Upgrades.Notifier.Folding;

/// <summary>What an upgrade is found by, and what somebody looks for, in the same spelling.</summary>
internal static class SearchText
{
    private const int Longest = 6000;
    private const int LongestTerm = 400;
    private const int MostWords = 8;

    /// <summary>The terms that are not there yet, behind those that are.</summary>
    public static string Add(string text, params IEnumerable<string?> terms)
    {
        var all = new StringBuilder(text);
        foreach (var term in terms.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => Spell(t!)))
        {
            if (all.Length + term.Length < Longest && !all.ToString().Contains(term, StringComparison.Ordinal))
            {
                all.Append(all.Length == 0 ? "" : "\n").Append(term);
            }
        }

        return all.ToString();
    }

    /// <summary>A pattern for each word, for <c>like … escape '!'</c>.</summary>
    public static IReadOnlyList<string> Patterns(string text) =>
    [
        .. Spell(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords).Select(word =>
            $"%{word.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%"),
    ];

    /// <summary>On one line, not too long, and without a character that a database refuses.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(Math.Min(text.Length, LongestTerm));
        foreach (var rune in (text.Length > LongestTerm ? text[..LongestTerm] : text).EnumerateRunes())
        {
            plain.Append(Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        }

        return plain.ToString().Trim();
    }

    private static string Spell(string text) => Plain(text).ToLowerInvariant();
}
