using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>Closes the books on an update: the upgrades it led to, and the stacks it does nothing to.</summary>
public sealed record UpdateAnalyzed
{
    public required Guid UpdateId { get; init; }
    public required string Image { get; init; }
    public required string Tag { get; init; }
    public required IReadOnlyList<Guid> UpgradeIds { get; init; }
    public required IReadOnlyList<SkippedStack> Skipped { get; init; }
}
