namespace Upgrades.Notifier.Pages;

/// <summary>A unified diff, its lines coloured by what their first character says.</summary>
internal static class DiffBlock
{
    private const int MostLines = 400;
    private const int LongestLine = 2000;

    public static Html Of(string diff)
    {
        var lines = diff.TrimEnd('\n').Split('\n');
        return diff.Length == 0 ? Html.Nothing : Html.Of(
            $"""<pre class="diff" tabindex="0">{lines.Take(MostLines).Select(Line)}{(lines.Length > MostLines ? Html.Of($"<span>… {lines.Length - MostLines} more lines, the JSON has them</span>") : Html.Nothing)}</pre>""");
    }

    private static Html Line(string line) => Html.Of($"<span class=\"{Class(line)}\">{Html.Lines([line], LongestLine)}\n</span>");

    private static string Class(string line) => line switch
    {
        ['+', '+', '+', ..] or ['-', '-', '-', ..] => "file",
        ['@', '@', ..] => "place",
        ['+', ..] => "added",
        ['-', ..] => "taken",
        _ => "same",
    };
}
