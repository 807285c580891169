using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Analyzer.Planning.PlanSummary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What a chart's plan was made from, for the three lines a person reads.</summary>
/// <param name="LeftOut">Stops that were more than the catalog allows.</param>
/// <param name="Dropped">Stops that something stands against.</param>
internal sealed record ChartFacts(
    ChartWork Work, ChartDecision.Move Move, ChartRoute Route, ChartWay Way, ChartNotes Notes, RiskAssessment Risk, int Steps, int LeftOut, int Dropped, bool LacksBackup,
    IReadOnlyList<ConfigurationMention> Configuration);

/// <summary>What the stack sets and the notes change; how far it is for chart and application, and what could not be read of either; what warns; what else has to be known.</summary>
internal static class ChartSummary
{
    private const int NamedReleases = 6;

    public static IReadOnlyList<string> Of(ChartFacts facts) =>
        Lines(Settings(facts.Configuration), Distance(facts), Warnings(facts.Risk), string.Join("; ", Remarks(facts)));

    private static string Distance(ChartFacts facts)
    {
        var (way, notes) = (facts.Way, facts.Notes);
        var chart = $"{Count(way.Entries.Count, "version")} of the chart ({Read(notes.Chart)})";
        var application = way.ApplicationStays ? $"its application stays at {way.Target.AppVersion}"
            : way.Applications is null ? $"no notes of its application: {notes.Application.Notes.Missing}"
            : $"its application goes from {way.Start!.AppVersion} to {way.Target.AppVersion} ({Read(notes.Application)})";
        return facts.Steps > 1 ? $"{chart}; {application}; in {facts.Steps} steps" : $"{chart}; {application}";
    }

    private static string Read(NotesOfOne of) => of.Notes switch
    {
        { Notes.Count: 0 } none => $"no notes: {none.Missing}",
        { Missing: null } all => $"notes of {Count(all.Notes.Count, "release")}",
        var some => $"notes of {Count(some.Notes.Count, "release")}, not all: {some.Missing}",
    };

    private static string Warnings(RiskAssessment risk) => risk.Breaking.Count == 0 ? "" : string.Concat(
        $"Read before: {string.Join(", ", risk.Breaking.Take(NamedReleases))}",
        risk.Breaking.Count > NamedReleases ? $" and {risk.Breaking.Count - NamedReleases} more" : "",
        $" ({string.Join(", ", risk.Reasons.Where(r => r.Release is not null).Select(r => r.Rule).Distinct())})");

    private static IEnumerable<string> Remarks(ChartFacts facts)
    {
        if (facts.Work.Managed is { } image)
        {
            yield return image.Remark;
        }

        if (facts.Way.Target.Deprecated)
        {
            yield return $"the chart {facts.Way.Chart.Chart} is deprecated";
        }

        foreach (var remark in OfStack(facts.Move.Stack, facts.LacksBackup))
        {
            yield return remark;
        }

        if (facts.LeftOut > 0)
        {
            yield return $"{Count(facts.LeftOut, "stop")} left out, as there would be too many";
        }

        if (facts.Dropped > 0)
        {
            yield return $"{Count(facts.Dropped, "version")} of the chart jumped over, as something stands against a stop there";
        }

        foreach (var stays in facts.Move.Left.Concat(facts.Route.Left).Take(3))
        {
            yield return stays;
        }
    }
}
