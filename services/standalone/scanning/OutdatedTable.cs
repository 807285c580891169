using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Scanning;

/// <summary>What is behind, for people: lines of 100 columns, with the place beside the versions where there is room for all places, else below.</summary>
internal static class OutdatedTable
{
    private const int Gap = 2;
    private static readonly string Separator = new(' ', Gap);

    /// <summary>One long name does not push all others to the right; the image or chart has what the others leave.</summary>
    private const int WidestStack = 16;
    private const int WidestVersion = 16;

    public static void Write(TextWriter output, OutdatedReport report)
    {
        if (report.Outdated.Count > 0)
        {
            List<string[]> lines =
            [
                ["stack", "image or chart", "current", "newest", "how far", "where"],
                .. report.Outdated.Select(o => (string[])
                    [o.Stack, o.Image is { } image ? OperatorText.ShortImage(image) : Chart(o.Chart!), o.Current, o.Newest, JsonName.Of(o.Distance), Place(o.Where)]),
            ];
            int[] widest = [WidestStack, TextWidth.Columns, WidestVersion, WidestVersion, WidestVersion];
            var widths = widest.Select((most, column) => Math.Min(most, lines.Max(l => l[column].Length))).ToArray();
            widths[1] = Math.Min(widths[1], TextWidth.Columns - widths.Sum() + widths[1] - (Gap * (widths.Length - 1)));
            var beside = lines.TrueForAll(l => Row(l, widths).Length + l[5].Length <= TextWidth.Columns);
            lines[0][^1] = beside ? lines[0][^1] : "";
            foreach (var line in lines.SelectMany(l => Layout(l, widths, beside)))
            {
                output.WriteLine(Terminal.Harmless(line).TrimEnd());
            }

            output.WriteLine();
        }

        output.WriteLine($"{report.Outdated.Count} of {report.Pinned} pinned versions are behind{(report.Unanswered.Count > 0 ? $"; not asked about: {report.Unanswered.Count}" : "")}");
    }

    public static void WriteSubmitted(TextWriter output, IReadOnlyList<SubmittedRow> submitted)
    {
        foreach (var row in submitted.Where(s => s.Outcome != "accepted"))
        {
            foreach (var line in TextWidth.Wrap(Terminal.Harmless($"{OperatorText.ShortImage(row.Image)} {row.Tag} is {row.Outcome}: {row.Reason}"), indent: 2))
            {
                output.WriteLine(line);
            }
        }

        output.WriteLine($"{submitted.Count} submitted: {string.Join(", ", submitted.CountBy(s => s.Outcome).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}").DefaultIfEmpty("nothing"))}");
    }

    /// <summary>The whole address is in the JSON.</summary>
    private static string Chart(string chart) => $"chart {chart[(chart.LastIndexOf('/') + 1)..]}{(Uri.TryCreate(chart, UriKind.Absolute, out var address) ? $" ({address.Host})" : "")}";

    private static string Place(IReadOnlyList<string> where) => where.Count == 1 ? where[0] : $"{where[0]} and {where.Count - 1} more";

    private static string Row(string[] cells, int[] widths) => string.Concat(widths.Select((width, i) => cells[i].PadRight(width) + Separator));

    /// <summary>A name that is too long for its column has a line of its own, so that the versions stay below each other.</summary>
    private static IEnumerable<string> Layout(string[] cells, int[] widths, bool beside)
    {
        var indent = widths[0] + Gap;
        if (cells[0].Length > widths[0])
        {
            foreach (var line in TextWidth.Wrap(cells[0], Gap))
            {
                yield return line;
            }

            cells = ["", .. cells[1..]];
        }

        if (cells[1].Length > widths[1])
        {
            foreach (var line in TextWidth.Wrap($"{cells[0].PadRight(indent)}{cells[1]}", indent))
            {
                yield return line;
            }

            cells = ["", "", .. cells[2..]];
        }

        foreach (var line in TextWidth.Wrap((Row(cells, widths) + (beside ? cells[5] : "")).TrimEnd(), Gap))
        {
            yield return line;
        }

        if (!beside && cells[5].Length > 0)
        {
            foreach (var line in TextWidth.Wrap($"{new string(' ', indent)}{cells[5]}", indent))
            {
                yield return line;
            }
        }
    }
}
