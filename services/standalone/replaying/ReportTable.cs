using System.Globalization;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Replaying;

/// <summary>A run's report for people: as a table of a terminal, or as Markdown for a page.</summary>
internal static class ReportTable
{
    private static readonly string[] Headings = ["service", "from", "to", "risk", "outcome", "backup", "minutes"];
    private static readonly string[] NothingHeadings = ["not upgraded", "tag", "reason", "detail"];

    public static void Write(TextWriter output, ReplayReport report)
    {
        if (report.Upgrades.Count > 0)
        {
            ConsoleTable.Write(output, Headings, report.Upgrades.Select(Cells));
        }

        foreach (var line in Remarks(report).SelectMany(remark => TextWidth.Wrap(Terminal.Harmless(remark), indent: 2)))
        {
            output.WriteLine(line);
        }

        if (report.Nothing.Count > 0)
        {
            ConsoleTable.Write(output, NothingHeadings, report.Nothing.Select(Cells));
        }

        output.WriteLine(report.Totals());
    }

    public static void WriteMarkdown(TextWriter output, ReplayReport report)
    {
        Markdown(output, Headings, report.Upgrades.Select(Cells));
        foreach (var remark in Remarks(report))
        {
            output.WriteLine($"- {Escape(remark)}");
        }

        if (report.Nothing.Count > 0)
        {
            output.WriteLine();
            Markdown(output, NothingHeadings, report.Nothing.Select(Cells));
        }

        output.WriteLine();
        output.WriteLine(report.Totals());
    }

    private static IReadOnlyList<string> Cells(ReportRow row) =>
    [
        row.Service, row.From, row.To, row.Risk is { } risk ? $"{risk}" : "", Words(row.Outcome), row.Backup is null ? "" : "yes",
        row.Minutes?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
    ];

    private static IReadOnlyList<string> Cells(NothingRow row) =>
        [OperatorText.ShortImage(row.Image), row.Tag, row.Reason, row.Stack is null ? row.Detail : $"{row.Stack}: {row.Detail}"];

    private static IEnumerable<string> Remarks(ReplayReport report) =>
        report.Upgrades.Where(u => u.Detail.Length > 0).Select(u => $"{u.Service}: {u.Detail}");

    private static string Words(string? outcome) => outcome switch
    {
        null => "on its way",
        "rolledBack" => "rolled back",
        "rollbackFailed" => "ROLLBACK FAILED",
        _ => outcome,
    };

    private static void Markdown(TextWriter output, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        output.WriteLine($"| {string.Join(" | ", headings)} |");
        output.WriteLine($"|{string.Concat(headings.Select(_ => "---|"))}");
        foreach (var row in rows)
        {
            output.WriteLine($"| {string.Join(" | ", row.Select(Escape))} |");
        }
    }

    /// <summary>A cell holds whatever a service or its log said: no line end, no other cell, no mark of Markdown's or HTML.</summary>
    private static string Escape(string text) => string.Concat(
        Terminal.Harmless(text).ReplaceLineEndings(" ").Select(c => c is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' ? $"\\{c}" : $"{c}"));
}
