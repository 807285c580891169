using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>
/// Plans an update on a head: every stack that holds the image gets a plan or a reason. Reads GitHub and registries, writes nothing;
/// the service and the command line use the same.
/// </summary>
public sealed class PlanUpgrades
{
    private readonly RegistryClient _registry;
    private readonly PlanStack _planStack;
    private readonly AnalyzerOptions _options;

    internal PlanUpgrades(RegistryClient registry, PlanStack planStack, AnalyzerOptions options) =>
        (_registry, _planStack, _options) = (registry, planStack, options);

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
        if (decisions.Count == 0)
        {
            return UpdatePlan.Skip(update, wanted.Name, SkipReason.NotInRepository, NotThere(update, head, wanted));
        }

        var work = new StackWork(update, wanted, head, quarantine, new KnownTags(_registry));
        List<StackOutcome> outcomes = [];
        foreach (var decision in decisions)
        {
            outcomes.Add(decision switch
            {
                StackDecision.Move move => await _planStack.PlanAsync(work, move, cancellationToken),
                StackDecision.Skip skip => work.Skip(skip.Stack.Name, skip.From, skip.Reason, skip.Detail),
                _ => throw new InvalidOperationException($"No case for {decision}."),
            });
        }

        return new UpdatePlan
        {
            Plans = [.. outcomes.OfType<StackOutcome.Planned>().Select(o => o.Plan)],
            Skips = [.. outcomes.OfType<StackOutcome.Skipped>().Select(o => o.Skip)],
        };
    }

    private static string NotThere(UpdateRequest update, RepositoryHead head, ImageReference wanted)
    {
        var unread = head.Scan.Problems.Count + head.Undecodable.Count;
        return $"{(update.Stack is null ? "no stack holds" : $"{update.Stack} does not hold")} {wanted.Name}"
            + (unread > 0 ? $"; {unread} file(s) or modules could not be read" : "");
    }
}
