using Upgrades.Contracts.Events;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Planning;

/// <summary>A plan for people: each stack with what moves, what to know about it (<see cref="UpgradeFacts"/>), and the diff.</summary>
internal sealed class PlanText(TextWriter output, bool atTerminal, bool coloured)
{
    private const string Red = "\u001b[31m";
    private const string Green = "\u001b[32m";
    private const string Cyan = "\u001b[36m";
    private const string Bold = "\u001b[1m";
    private const string Plain = "\u001b[0m";

    /// <param name="plans">Of the report's upgrades and perhaps more.</param>
    public void Write(RepositoryReading reading, PlanReport report, IReadOnlyList<UpgradePlanned> plans)
    {
        foreach (var upgrade in report.Upgrades)
        {
            Write(upgrade, plans.First(p => p.Stack == upgrade.Stack));
            foreach (var file in upgrade.Edits.GroupBy(e => e.Path))
            {
                foreach (var line in UnifiedDiff.Of(file.Key, reading.Sources[file.Key].Text, [.. file]))
                {
                    Line(line, ColourOf(line));
                }
            }

            output.WriteLine();
        }

        if (report.Skipped.Count > 0)
        {
            ConsoleTable.Write(
                output, ["nothing happens to", "reason", "detail"], report.Skipped.Select(s => (IReadOnlyList<string>)[s.Stack ?? "every stack", JsonName.Of(s.Reason), s.Detail]));
        }
    }

    private void Write(PlannedUpgrade upgrade, UpgradePlanned plan)
    {
        Line($"{upgrade.Stack} (namespace {string.Join(", ", plan.Namespaces)})", Bold);
        foreach (var line in UpgradeFacts.Lines(upgrade))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private void Line(string text, string? colour)
    {
        text = atTerminal ? Terminal.Harmless(text.TrimEnd('\r')) : text;
        output.WriteLine(coloured && colour is not null ? $"{colour}{text}{Plain}" : text);
    }

    private static string? ColourOf(string line) => line switch
    {
        ['-', '-', '-', ' ', ..] or ['+', '+', '+', ' ', ..] => Bold,
        ['-', ..] => Red,
        ['+', ..] => Green,
        ['@', ..] => Cyan,
        _ => null,
    };
}
