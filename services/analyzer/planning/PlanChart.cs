using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Security;
using Upgrades.Analyzer.Steps;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>
/// Plans a chart's new version for one stack: what would be edited → may it be, and is it there → what chart and application say → risk →
/// stops → steps. Offline there is one step, and the risk is not known.
/// </summary>
internal sealed class PlanChart(AnalyzerOptions options, TimeProvider time)
{
    public async Task<StackOutcome> PlanAsync(ChartWork work, ChartDecision.Move move, CancellationToken cancellationToken)
    {
        var (stack, version) = (move.Stack, work.Chart.Version);
        StackOutcome Skip(SkipReason reason, string detail) => work.Skip(stack.Name, string.Join(", ", move.Releases.Select(r => r.From).Distinct()), reason, detail);
        var route = ChartRoute.Find(work.Head.Scan, move, version);
        if (route.Groups.Count == 0)
        {
            return Skip(SkipReason.Unresolved, route.Left[0]);
        }

        var (straight, refusal) = StepChain.Link([version], [.. route.To(version).Select(c => (IReadOnlyList<StackChange?>)[c])]);
        if (refusal is not null)
        {
            return Skip(SkipReason.Unresolved, "two versions of the chart are written in one place");
        }

        if (await AgainstAsync(work, stack, straight[0], cancellationToken) is { } against)
        {
            return Skip(against.Reason, against.Detail);
        }

        if (await work.Outside.ChartAsync(work.Chart.Name, cancellationToken) is not ChartLookup.Found { Listing: var listing })
        {
            var left = move.Left.Concat(route.Left);
            var summary = PlanSummary.OfChart(NobodyAsked.Why, stack, LacksBackup(work, stack), [.. left]);
            return await PlannedAsync(work, stack, straight[0], straight, RiskAssessment.Unread(NobodyAsked.Why), summary, [], notes: null, cancellationToken);
        }

        var way = await ChartWay.FindAsync(work.Chart.Name, listing, route.From, version, cancellationToken);
        var notes = await work.Outside.ChartNotesAsync(way, work.Head.Catalog, work.Managed, cancellationToken);
        var risk = ChartRisk.Of(notes, new Keywords(work.Head.Catalog.Keywords), work.Head.Catalog.AlwaysSteps(stack.Name));
        var stops = ChartStops.Select(way, notes, risk, work.Head.Catalog.ServiceFor(stack.Name), work.Head.Catalog.MaxSteps);
        if (stops.Unreachable is { } waypoint)
        {
            return Skip(SkipReason.TagNotInRegistry, $"{waypoint} must not be jumped over, and no version of the chart {work.Chart.Name} is or brings it");
        }

        var (steps, dropped, blocked) = await StepsAsync(work, route, stops, cancellationToken);
        if (blocked is { } by)
        {
            return Skip(by.Reason, by.Detail);
        }

        var configuration = NamedConfiguration.Of(risk.Mentions, work.Head.Scan, stack);
        var facts = new ChartFacts(work, move, route, way, notes, risk, steps.Count, stops.LeftOut, dropped, LacksBackup(work, stack), configuration);
        return await PlannedAsync(work, stack, straight[0], steps, risk, ChartSummary.Of(facts), configuration, notes, cancellationToken);
    }

    /// <summary>A stop that something stands against is no stop; without a waypoint or the target there is no way.</summary>
    private async Task<(IReadOnlyList<PlanStep> Steps, int Dropped, (SkipReason Reason, string Detail)? Blocked)> StepsAsync(
        ChartWork work, ChartRoute route, Stops stops, CancellationToken cancellationToken)
    {
        List<(string Version, IReadOnlyList<StackChange?> Changes)> kept = [];
        foreach (var version in stops.Tags)
        {
            var changes = route.To(version);
            var moved = new PlanStep { Number = 1, Version = version, Edits = [], Images = [.. changes.SelectMany(c => c?.Images ?? [])], Charts = [.. changes.SelectMany(c => c?.Charts ?? [])] };
            var against = changes.FirstOrDefault(c => c?.Refusal is not null)?.Refusal is { } refused
                ? (SkipReason.Unresolved, refused) : await AgainstAsync(work, route.Stack, moved, cancellationToken);
            if (against is null)
            {
                kept.Add((version, changes));
            }
            else if (stops.Mandatory.Contains(version))
            {
                return ([], 0, against);
            }
        }

        var ways = Enumerable.Range(0, route.Groups.Count).Select(i => (IReadOnlyList<StackChange?>)[.. kept.Select(k => k.Changes[i])]).ToList();
        var (steps, refusal) = StepChain.Link([.. kept.Select(k => k.Version)], ways);
        return (steps, stops.Tags.Count - kept.Count, refusal is null ? null : (SkipReason.Unresolved, refusal));
    }

    /// <returns>What stands against a step: another chart or image that shares the version and cannot follow, a version that failed before, one that is not there.</returns>
    private async Task<(SkipReason Reason, string Detail)?> AgainstAsync(ChartWork work, StackScan stack, PlanStep step, CancellationToken cancellationToken)
    {
        if (AgainstCharts(step, work) is { } along)
        {
            return (SkipReason.NotComparable, along);
        }

        if (MovedImages.Failed(stack.Name, MovedVersion.Of([], step.Charts), work.Chart.Force, work.Quarantine) is { } failed)
        {
            return (SkipReason.Quarantined, failed);
        }

        if (MovedImages.Against(stack.Name, step.Images, work.Chart.Force, $"chart {work.Chart.Name.Chart}", work.Head.Catalog, work.Quarantine, options) is { } against)
        {
            return against;
        }

        var missing = await work.Outside.MissingAsync(step.Images, cancellationToken) ?? await work.Outside.MissingAsync(step.Charts, cancellationToken);
        return missing is null ? null : (SkipReason.TagNotInRegistry, missing);
    }

    /// <summary>Another chart that shares the version must be able to follow.</summary>
    private static string? AgainstCharts(PlanStep step, ChartWork work) => step.Charts
        .Select(c => (c.Release, Against: VersionOrder.Against(c.From, c.To)))
        .Where(c => c.Against is not null)
        .Select(c => $"{c.Release} shares the version with {work.Chart.Name.Chart}, and {c.Against!.Value.Detail}")
        .FirstOrDefault();

    private static bool LacksBackup(ChartWork work, StackScan stack) => StackFindings.LacksBackup(work.Head.Catalog, stack);

    /// <param name="whole">From what is there to the target in one go.</param>
    private async Task<StackOutcome.Planned> PlannedAsync(
        ChartWork work, StackScan stack, PlanStep whole, IReadOnlyList<PlanStep> steps, RiskAssessment risk, IReadOnlyList<string> summary,
        IReadOnlyList<ConfigurationMention> configuration, ChartNotes? notes, CancellationToken cancellationToken)
    {
        // Weaknesses are published for the application.
        var weaknesses = notes?.Application.Range is { } range ? await work.Outside.WeaknessesAsync(range, notes.Application.Notes, cancellationToken) : Weaknesses.None;
        return new StackOutcome.Planned(new StackFindings
        {
            Head = work.Head,
            Stack = stack,
            Images = whole.Images,
            Charts = whole.Charts,
            Steps = steps,
            Assessment = risk,
            Targets = whole.Charts.Select(c => ($"{c.Chart} {c.Release}", c.To)),
            Summary = summary,
            Advisories = Advisories.In(notes?.Notes ?? []),
            Weaknesses = weaknesses,
            Sources = notes?.Sources ?? [],
            Configuration = configuration,
            Attempt = work.Chart.Attempt,
            UpdateIds = work.Chart.UpdateIds,
        }.ToPlan(time.GetUtcNow()), [.. notes?.Notes ?? []]);
    }
}
