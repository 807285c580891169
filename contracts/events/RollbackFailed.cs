using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>CRITICAL: the undo did not bring the service back and nothing automatic is left. Says what a person runs next.</summary>
public sealed record RollbackFailed
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required FailureCause Cause { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public required string Reason { get; init; }
    public required string GitState { get; init; }
    public required string ClusterState { get; init; }
    public required string DatabaseState { get; init; }
    public required IReadOnlyList<string> Commands { get; init; }
}
