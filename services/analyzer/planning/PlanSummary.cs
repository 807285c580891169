using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Releases;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>What a plan was made from, for the three lines a person reads.</summary>
/// <param name="LeftOut">Stops that were more than the catalog allows.</param>
/// <param name="Dropped">Stops whose images are not all there.</param>
internal sealed record PlanFacts(
    StackDecision.Move Move, WayToTarget Way, ReleaseRange? Range, ReleaseNotes Notes, RiskAssessment Risk, int Steps, int LeftOut, int Dropped, bool LacksBackup);

internal static class PlanSummary
{
    private const int LongestLine = 300;
    private const int NamedReleases = 6;

    /// <summary>How far it is; what warns; what else has to be known. A line that would say nothing is left out.</summary>
    public static IReadOnlyList<string> Of(PlanFacts facts) =>
        [.. ((string[])[Distance(facts), Warnings(facts), string.Join("; ", Remarks(facts))]).Where(line => line.Length > 0).Select(Cut)];

    /// <param name="left">Releases that stay as they are.</param>
    public static IReadOnlyList<string> OfChart(string noNotes, StackScan stack, bool lacksBackup, IReadOnlyList<string> left) =>
        [.. ((string[])[$"No release notes: {noNotes}", string.Join("; ", OfStack(stack, lacksBackup).Concat(left.Take(3)))]).Where(line => line.Length > 0).Select(Cut)];

    private static string Distance(PlanFacts facts)
    {
        var notes = facts.Notes;
        var read = notes.Notes.Count == 0 ? $"No release notes: {notes.Missing}"
            : notes.Missing is null ? Count(notes.Notes.Count, "release")
            : $"{Count(notes.Notes.Count, "release")}, not all that are on the way: {notes.Missing}";
        return facts.Steps > 1 ? $"{read}; in {facts.Steps} steps" : read;
    }

    private static string Warnings(PlanFacts facts)
    {
        var breaking = facts.Risk.Breaking;
        return breaking.Count == 0 ? "" : string.Concat(
            $"Read before: {string.Join(", ", breaking.Take(NamedReleases))}",
            breaking.Count > NamedReleases ? $" and {breaking.Count - NamedReleases} more" : "",
            $" ({string.Join(", ", facts.Risk.Reasons.Where(r => r.Release is not null).Select(r => r.Rule).Distinct())})");
    }

    private static IEnumerable<string> Remarks(PlanFacts facts)
    {
        foreach (var remark in OfStack(facts.Move.Stack, facts.LacksBackup))
        {
            yield return remark;
        }

        if (facts.Way.Left is { } left)
        {
            yield return left;
        }

        if (facts.LeftOut > 0)
        {
            yield return $"{Count(facts.LeftOut, "stop")} left out, as there would be too many";
        }

        if (facts.Dropped > 0)
        {
            yield return $"{Count(facts.Dropped, "release")} jumped over, as their images are not there";
        }

        foreach (var stays in facts.Move.Left.Take(3))
        {
            yield return stays;
        }
    }

    private static IEnumerable<string> OfStack(StackScan stack, bool lacksBackup)
    {
        if (lacksBackup)
        {
            yield return "has a database, but no CronJob that backs it up is known";
        }

        if (stack.Unreadable.Count > 0)
        {
            yield return $"{Count(stack.Unreadable.Count, "file")} of the stack cannot be read, so there may be more places";
        }
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    private static string Cut(string line) => line.Length <= LongestLine ? line : line[..(LongestLine - 1)] + "…";
}
