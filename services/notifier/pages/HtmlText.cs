using System.Globalization;
using System.Text;

namespace Upgrades.Notifier.Pages;

/// <summary>Text from outside on its way into a page.</summary>
internal static class HtmlText
{
    /// <summary>Longest text in a hole, in characters; what programs print goes through <see cref="Html.Lines"/>.</summary>
    private const int Longest = 2000;

    /// <summary>
    /// Neither markup nor quotes, nor characters that are not seen and change how others are: controls, and the format characters
    /// that turn the direction of writing.
    /// </summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&':
                    safe.Append("&amp;");
                    break;
                case '<':
                    safe.Append("&lt;");
                    break;
                case '>':
                    safe.Append("&gt;");
                    break;
                case '"':
                    safe.Append("&quot;");
                    break;
                case '\'':
                    safe.Append("&#39;");
                    break;
                case '\n' or '\t':
                    safe.Append((char)rune.Value);
                    break;
                default:
                    AppendVisible(safe, rune);
                    break;
            }
        }

        return safe.ToString();
    }

    public static string Shorten(string text) => text.Length <= Longest ? text
        : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";

    private static void AppendVisible(StringBuilder safe, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                safe.Append(' ');
                break;
            case UnicodeCategory.Format:
                break;
            default:
                safe.Append(rune);
                break;
        }
    }
}
