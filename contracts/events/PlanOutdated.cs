using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>The repository no longer holds what the plan starts from, or the plan is over a day old: plan again, same id, next revision.</summary>
public sealed record PlanOutdated
{
    public required Guid UpgradeId { get; init; }
    public required IReadOnlyList<Guid> UpdateIds { get; init; }
    public required int Revision { get; init; }
    public required string Stack { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public required string Reason { get; init; }
}
