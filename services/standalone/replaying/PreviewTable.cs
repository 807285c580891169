using System.Globalization;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Replaying;

/// <summary>What is about to be sent, for who has to say yes.</summary>
internal static class PreviewTable
{
    public static void Write(TextWriter output, IReadOnlyList<PreviewRow> rows)
    {
        var (planned, aged) = (rows.Any(r => r.Plan is not null), rows.Any(r => r.Built is not null));
        string[] headings = planned ? ["service", "image", "from", "to", "risk", .. aged ? (string[])["built"] : []] : ["image", "tag", .. aged ? (string[])["built"] : []];
        ConsoleTable.Write(output, headings, rows.Select(r => (IReadOnlyList<string>)
        [
            .. planned
                ? (string[])[r.Service, OperatorText.ShortImage(r.Update.Image.Name), r.From, r.To, r.Risk is { } risk ? $"{risk}" : r.IsThere ? "already there" : "not known"]
                : [OperatorText.ShortImage(r.Update.Image.Name), r.Update.Message.Tag],
            .. aged ? (string[])[r.Built?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? ""] : [],
        ]));
        foreach (var row in rows.Where(r => r.Unplanned is not null))
        {
            foreach (var line in TextWidth.Wrap(Terminal.Harmless($"{OperatorText.ShortImage(row.Update.Image.Name)} could not be planned: {row.Unplanned}"), indent: 2))
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>Updates that lead to nothing are left out, and why.</summary>
    public static void WriteLeftOut(TextWriter output, IReadOnlyList<PreviewRow> rows)
    {
        if (rows.Count > 0)
        {
            ConsoleTable.Write(output, ["left out", "tag", "reason", "detail"], rows.SelectMany(r => r.Plan!.Skips.Select(s => (IReadOnlyList<string>)
                [OperatorText.ShortImage(r.Update.Image.Name), r.Update.Message.Tag, JsonName.Of(s.Reason), s.Stack is null ? s.Detail : $"{s.Stack}: {s.Detail}"])));
        }
    }
}
