using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Planning;

/// <summary>A plan for people: each stack with what moves, how dangerous that is and why, the way there, the backup, and the diff.</summary>
internal sealed class PlanText(TextWriter output, bool atTerminal, bool coloured)
{
    private const int FactIndent = 12;
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
        Facts("moves", [.. upgrade.Images.Select(i => $"{i.Image} {i.From} -> {i.To}"), .. upgrade.Charts.Select(c => $"chart {c.Chart} ({c.Release}) {c.From} -> {c.To}")]);
        Facts("risk", [$"{upgrade.Risk}", .. upgrade.Reasons.Select(Reason)]);
        Facts("notes", plan.Summary);
        Facts("steps", [.. upgrade.Steps.Select(s => $"{s.Number}. {s.Version}")]);
        Facts("backup", [upgrade.Backup is { } backup ? $"CronJob {backup.CronJob} in {backup.Namespace}{(backup.Shared ? ", shared" : "")}" : "none"]);
        output.WriteLine();
    }

    private void Facts(string heading, IReadOnlyList<string> facts)
    {
        foreach (var (i, fact) in facts.Index())
        {
            foreach (var line in TextWidth.Wrap($"  {(i == 0 ? heading : ""),-8}{fact}", FactIndent))
            {
                Line(line, null);
            }
        }
    }

    private static string Reason(RiskReason reason) =>
        $"  {string.Join(": ", ((string?[])[reason.Rule, reason.Release, reason.Line]).OfType<string>())}{(reason.Url is null ? "" : $" <{reason.Url}>")}";

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
