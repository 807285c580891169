namespace Upgrades.Analyzer.Assessment;

/// <summary>What is shown of a line: all of it, or the stretch around a word.</summary>
internal static class Excerpt
{
    public const int Longest = 300;
    private const int Lead = 100;

    /// <returns>The stretch, and where it ends in the text.</returns>
    public static (string Text, int End) Around(string text, int index)
    {
        if (text.Length <= Longest)
        {
            return (text, text.Length);
        }

        var start = index <= Lead ? 0 : text.IndexOf(' ', index - Lead) is >= 0 and var space && space < index ? space + 1 : index;
        var length = Math.Min(Longest - 2, text.Length - start);
        length = start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]) ? length - 1 : length;
        return ((start > 0 ? "…" : "") + text.Substring(start, length).TrimEnd() + (start + length < text.Length ? "…" : ""), start + length);
    }

    public static string Cut(string text, int longest = Longest) => text.Length <= longest ? text
        : text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)].TrimEnd() + "…";
}
