using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>
/// Plans an update on a head: every stack that holds the image or chart gets a plan or a reason. Reads GitHub, registries and chart repositories, or
/// nothing but the head; writes nothing. The service and the command line use the same.
/// </summary>
public sealed class PlanUpgrades
{
    private readonly Func<ImageReference?, IOutside> _ask;
    private readonly PlanStack _planStack;
    private readonly PlanChart _planChart;
    private readonly PlanManagedImage _planManaged;
    private readonly AnalyzerOptions _options;

    /// <param name="ask">Whom to ask about an update of this image; null: of a chart.</param>
    internal PlanUpgrades(Func<ImageReference?, IOutside> ask, PlanStack planStack, PlanChart planChart, PlanManagedImage planManaged, AnalyzerOptions options) =>
        (_ask, _planStack, _planChart, _planManaged, _options) = (ask, planStack, planChart, planManaged, options);

    /// <exception cref="Outside.OutsideUnavailableException">GitHub or a registry is not well: to be tried again.</exception>
    /// <exception cref="Outside.RateLimitedException">To be tried again when the wait it names is over.</exception>
    public async Task<UpdatePlan> PlanAsync(
        UpdateRequest update, RepositoryHead head, IReadOnlyCollection<QuarantinedVersion> quarantine, CancellationToken cancellationToken)
    {
        var wanted = head.Catalog.Unmirrored(update.Image.WithTag(null)).WithTag(update.Tag, update.Digest);
        if (ForbiddenImage.Reason(wanted, update.Tag, _options) is { } forbidden)
        {
            return UpdatePlan.Skip(update, wanted.Name, SkipReason.ForbiddenImage, forbidden);
        }

        if (head.Catalog.SkippedBy(wanted) is { } pattern)
        {
            return UpdatePlan.Skip(update, wanted.Name, SkipReason.SkipPattern, $"skip_image_patterns has {pattern}");
        }

        var decisions = head.Scan.Stacks.Where(s => update.Stack is null || s.Name == update.Stack)
            .Select(s => StackDecision.Decide(s, wanted, update.Status)).OfType<StackDecision>().ToList();
        var work = new StackWork(update, wanted, head, quarantine, _ask(wanted));
        List<StackOutcome> outcomes = [];
        foreach (var decision in decisions)
        {
            outcomes.Add(decision switch
            {
                StackDecision.Move move => await PlanAsync(work, move, cancellationToken),
                StackDecision.Skip skip => work.Skip(skip.Stack.Name, skip.From, skip.Reason, skip.Detail),
                _ => throw new InvalidOperationException($"No case for {decision}."),
            });
        }

        var (managed, hint) = await _planManaged.PlanAsync(work, decisions.Select(d => d.Stack.Name).ToHashSet(StringComparer.Ordinal), cancellationToken);
        outcomes.AddRange(managed);
        return outcomes.Count > 0 ? UpdatePlan.Of(outcomes)
            : UpdatePlan.Skip(update, wanted.Name, SkipReason.NotInRepository, NotThere(head, update.Stack, wanted.Name) + hint);
    }

    /// <summary>Images that a signal of their own may bring to the same version in a minute: stacks that hold none are left out.</summary>
    internal IReadOnlyList<StackCompanions> CompanionsOf(UpdateRequest update, RepositoryHead head)
    {
        var wanted = head.Catalog.Unmirrored(update.Image.WithTag(null)).WithTag(update.Tag, update.Digest);
        bool MayMove(string image) => ImageReference.Parse(image).WithTag(update.Tag) is var other
            && ForbiddenImage.Reason(other, update.Tag, _options) is null && head.Catalog.SkippedBy(other) is null && !head.Catalog.CompanionsOf(wanted.Name).Contains(image);
        IReadOnlyList<string> Beside(StackDecision.Move move, IReadOnlyList<ImageChange> moved) =>
            [.. Companions.AtVersion(move.Stack, wanted.Name, [.. move.Froms.Where(f => f != update.Tag)], moved).Where(MayMove)];
        return !MayMove(wanted.Name) ? [] : [.. head.Scan.Stacks.Select(s => StackDecision.Decide(s, wanted, update.Status)).OfType<StackDecision.Move>()
            // What moves along takes an edit to find out, which few stacks need.
            .Where(move => Beside(move, []).Count > 0)
            .Select(move => new StackCompanions(move.Stack.Name, Beside(move, WayToTarget.Find(head.Scan, move, wanted, wanted.Digest).Images)))
            .Where(c => c.Images.Count > 0)];
    }

    /// <summary>Whoever was only signalled beside is left to a plan of its own, where something stands against it.</summary>
    private async Task<StackOutcome> PlanAsync(StackWork work, StackDecision.Move move, CancellationToken cancellationToken)
    {
        var outcome = await _planStack.PlanAsync(work, move, cancellationToken);
        return outcome is StackOutcome.Skipped && work.Update.Partners.Count > 0
            ? await _planStack.PlanAsync(work with { Update = work.Update with { Partners = [] } }, move, cancellationToken) : outcome;
    }

    /// <exception cref="Outside.OutsideUnavailableException">A registry or chart repository is not well: to be tried again.</exception>
    /// <exception cref="Outside.RateLimitedException">To be tried again when the wait it names is over.</exception>
    public async Task<UpdatePlan> PlanAsync(
        ChartRequest chart, RepositoryHead head, IReadOnlyCollection<QuarantinedVersion> quarantine, CancellationToken cancellationToken)
    {
        var outside = _ask(null);
        var decisions = Decide(head, chart);
        if (await outside.SpelledAsync(chart, decisions, cancellationToken) is { } spelled)
        {
            chart = chart with { Version = spelled };
            decisions = Decide(head, chart);
        }

        var work = new ChartWork(chart, head, quarantine, outside);
        List<StackOutcome> outcomes = [];
        foreach (var decision in decisions)
        {
            outcomes.Add(decision switch
            {
                ChartDecision.Move move => await _planChart.PlanAsync(work, move, cancellationToken),
                ChartDecision.Skip skip => work.Skip(skip.Stack.Name, skip.From, skip.Reason, skip.Detail),
                _ => throw new InvalidOperationException($"No case for {decision}."),
            });
        }

        return UpdatePlan.Of(outcomes.Count > 0 ? outcomes : [work.Skip(null, null, SkipReason.NotInRepository, NotThere(head, chart.Stack, $"the chart {chart.Name}"))]);
    }

    private static List<ChartDecision> Decide(RepositoryHead head, ChartRequest chart) =>
        [.. head.Scan.Stacks.Where(s => chart.Stack is null || s.Name == chart.Stack).Select(s => ChartDecision.Decide(s, chart)).OfType<ChartDecision>()];

    private static string NotThere(RepositoryHead head, string? stack, string wanted)
    {
        var unread = head.Scan.Problems.Count + head.Undecodable.Count;
        return $"{(stack is null ? "no stack holds" : $"{stack} does not hold")} {wanted}"
            + (unread > 0 ? $"; {unread} file(s) or modules could not be read" : "");
    }
}
