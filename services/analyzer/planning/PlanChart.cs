using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>
/// Plans a chart's new version for one stack: what would be edited → may it be → one step. Nobody reads notes of charts yet, so the
/// risk is not known, and where to stop on the way neither.
/// </summary>
internal sealed class PlanChart(AnalyzerOptions options, TimeProvider time)
{
    public async Task<StackOutcome> PlanAsync(ChartWork work, ChartDecision.Move move, CancellationToken cancellationToken)
    {
        var (stack, version) = (move.Stack, work.Chart.Version);
        StackOutcome Skip(SkipReason reason, string detail) => work.Skip(stack.Name, string.Join(", ", move.Releases.Select(r => r.From).Distinct()), reason, detail);
        var tried = move.Releases.Select(r => (r.Release, Change: TerraformEngine.PlanChart(work.Head.Scan, stack, r.Release, r.From, version))).ToLookup(t => t.Change.Refusal is null);
        if (!tried.Contains(true))
        {
            return Skip(SkipReason.Unresolved, tried[false].First().Change.Refusal!);
        }

        var step = Step(version, [.. tried[true].Select(t => t.Change)]);
        if (step.Edits.GroupBy(e => e.Site).Any(g => g.Count() > 1))
        {
            return Skip(SkipReason.Unresolved, "two versions of the chart are written in one place");
        }

        if (AgainstCharts(step, work) is { } along)
        {
            return Skip(SkipReason.NotComparable, along);
        }

        if (MovedImages.Failed(stack.Name, MovedVersion.Of([], step.Charts), work.Chart.Force, work.Quarantine) is { } failed)
        {
            return Skip(SkipReason.Quarantined, failed);
        }

        if (MovedImages.Against(stack.Name, step.Images, work.Chart.Force, $"chart {work.Chart.Name.Chart}", work.Head.Catalog, work.Quarantine, options) is { } against)
        {
            return Skip(against.Reason, against.Detail);
        }

        if (await work.Outside.MissingAsync(step.Images, cancellationToken) is { } missing)
        {
            return Skip(SkipReason.TagNotInRegistry, missing);
        }

        return new StackOutcome.Planned(new StackFindings
        {
            Head = work.Head,
            Stack = stack,
            Images = step.Images,
            Charts = step.Charts,
            Steps = [step],
            Assessment = RiskAssessment.Unread(work.Outside.NoChartNotes),
            Targets = step.Charts.Select(c => ($"{c.Chart} {c.Release}", c.To)),
            Summary = PlanSummary.OfChart(
                work.Outside.NoChartNotes, stack, StackFindings.LacksBackup(work.Head.Catalog, stack), [.. move.Left, .. tried[false].Select(t => $"{t.Release} stays: {t.Change.Refusal}")]),
            Attempt = work.Chart.Attempt,
            UpdateIds = work.Chart.UpdateIds,
        }.ToPlan(time.GetUtcNow()));
    }

    /// <summary>Releases that share a literal are moved by the same edit.</summary>
    private static PlanStep Step(string version, IReadOnlyList<StackChange> changes) => new()
    {
        Number = 1,
        Version = version,
        Images = [.. changes.SelectMany(c => c.Images).Distinct()],
        Charts = [.. changes.SelectMany(c => c.Charts).Distinct()],
        Edits = [.. changes.SelectMany(c => c.Edits).Distinct()],
    };

    /// <summary>Another chart that shares the version must be able to follow.</summary>
    private static string? AgainstCharts(PlanStep step, ChartWork work) => step.Charts
        .Select(c => (c.Release, Against: VersionOrder.Against(c.From, c.To)))
        .Where(c => c.Against is not null)
        .Select(c => $"{c.Release} shares the version with {work.Chart.Name.Chart}, and {c.Against!.Value.Detail}")
        .FirstOrDefault();
}
