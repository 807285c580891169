using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What all stacks of one update have in common while it is planned.</summary>
/// <param name="Wanted">The canonical image with the tag it should have.</param>
internal sealed record StackWork(UpdateRequest Update, ImageReference Wanted, RepositoryHead Head, IReadOnlyCollection<QuarantinedVersion> Quarantine, KnownTags Tags)
{
    public StackOutcome.Skipped Skip(string stack, string? from, SkipReason reason, string detail) =>
        new(UpdatePlan.Skipped(Update, Wanted.Name, stack, from, reason, detail));
}

/// <summary>What became of one stack.</summary>
internal abstract record StackOutcome
{
    private StackOutcome()
    {
    }

    public sealed record Planned(UpgradePlanned Plan) : StackOutcome;

    public sealed record Skipped(UpgradeSkipped Skip) : StackOutcome;
}
