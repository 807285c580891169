namespace Upgrades.Standalone.Commands;

/// <summary>Lines of at most 100 columns.</summary>
internal static class TextWidth
{
    public const int Columns = 100;

    /// <summary>Cut between words; a word that is longer than a line is cut too, and nothing is left out.</summary>
    /// <param name="indent">Of every line but the first.</param>
    public static IEnumerable<string> Wrap(string text, int indent)
    {
        while (text.Length > Columns)
        {
            var space = text.LastIndexOf(' ', Columns);
            var cut = space > 0 && text[..space].Trim().Length > 0 ? space : Columns;
            yield return text[..cut].TrimEnd();
            text = new string(' ', indent) + text[cut..].TrimStart();
        }

        yield return text;
    }
}
