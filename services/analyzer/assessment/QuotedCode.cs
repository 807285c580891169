namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// Code within a sentence: no keyword counts in it, and a reader needs it. Its characters are moved into Unicode's private use area,
/// where nothing is a word, and back when the sentence is shown. The length stays.
/// </summary>
internal static class QuotedCode
{
    public const char First = '\uE020';
    public const char Last = '\uE07E';
    private const char Base = '\uE000';

    public static string Unreadable(string code) => string.Concat(code.Select(c => c is >= ' ' and <= '~' ? (char)(Base + c) : c is '\n' ? ' ' : '\uE03F'));

    public static string Readable(string text) => !text.AsSpan().ContainsAnyInRange(First, Last) ? text
        : string.Create(text.Length, text, (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] is >= First and <= Last ? (char)(from[i] - Base) : from[i];
            }
        });

    public static bool IsIn(char c) => c is >= First and <= Last;
}
