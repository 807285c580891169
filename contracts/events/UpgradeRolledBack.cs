using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>The failed step is undone and what runs now is healthy.</summary>
public sealed record UpgradeRolledBack
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required FailureCause Cause { get; init; }
    public required string Reason { get; init; }
    /// <summary>From the failed version to the one running now.</summary>
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public required string FailedVersion { get; init; }
    public required string RunningVersion { get; init; }
    public required string UndoCommit { get; init; }
    public required bool DatabaseRestored { get; init; }
    /// <summary>Null: the data is as the failed version left it.</summary>
    public DataRestore? Restored { get; init; }
    public required IReadOnlyList<CheckResult> Checks { get; init; }
}
