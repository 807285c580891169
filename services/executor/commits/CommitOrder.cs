using Upgrades.Contracts.Events;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;

namespace Upgrades.Executor.Commits;

/// <summary>One commit to be made, once.</summary>
/// <param name="LookDownTo">Ours cannot be older than this commit.</param>
internal sealed record CommitOrder(UpgradePlanned Plan, StepChange Change, CommitMessage Message, string LookDownTo)
{
    public string Trailer => Change.Trailer(Plan.UpgradeId);

    /// <summary>Where to take the catalog from when the head's cannot be read: an undo must not fail for somebody's comma.</summary>
    public string? CatalogOf { get; init; }
}
