using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>A container is not ready because it migrates its data, as its log says: it is given more time. Told once a step.</summary>
public sealed record MigrationSeen
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required StepKind Kind { get; init; }
    public required string Pod { get; init; }
    public required string Container { get; init; }
    /// <summary>What its log says.</summary>
    public required string Line { get; init; }
    /// <summary>The rollout has to be complete by then in any case.</summary>
    public required DateTimeOffset Until { get; init; }
}
