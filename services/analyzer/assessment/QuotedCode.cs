namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// Code within a sentence: no keyword is looked for in it, and a reader needs it. Its characters are moved into Unicode's private
/// use area, where nothing is a word, and back when the sentence is shown.
/// </summary>
internal static class QuotedCode
{
    private const char Base = '\uE000';
    private const char Last = '\u007E';

    public static string Unreadable(string code) => string.Concat(code.Select(c => c is >= ' ' and <= Last ? (char)(Base + c) : ' '));

    public static string Readable(string text) => string.Concat(text.Select(c => c is > Base and <= (char)(Base + Last) ? (char)(c - Base) : c));
}
