using Spectre.Console;

namespace Upgrades.Standalone.Commands;

/// <summary>Tables for people: 100 columns where the terminal does not say otherwise, and nothing in them is markup.</summary>
internal static class ConsoleTable
{
    /// <param name="unbroken">So many of the first columns are never wrapped: what is in them is copied elsewhere.</param>
    public static void Write(TextWriter output, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, int unbroken = 0)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = TextWidth.Columns;
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var (i, heading) in headings.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(heading)) { NoWrap = i < unbroken }.PadLeft(0).PadRight(1));
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(Terminal.Harmless(cell)))]);
        }

        console.Write(table);
    }
}
