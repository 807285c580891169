using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>What runs after this commit is not good. Not an outcome yet: the executor undoes it, or puts the data back.</summary>
public sealed record UpgradeFailed
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required StepKind Kind { get; init; }
    public required string CommitSha { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    /// <summary>Only of Kind ForwardFix.</summary>
    public MemoryFix? Fix { get; init; }
    /// <summary>Which check saw it: <c>ci</c>, <c>rollout</c>, <c>pods</c>, <c>version</c>, <c>http</c>, <c>uptime-kuma</c>, <c>query</c>.</summary>
    public required string Check { get; init; }
    public required FailureCause Cause { get; init; }
    public required Evidence Evidence { get; init; }
    /// <summary>Of an undo: the cluster was told to run the old version, so what is wrong is not that CI did not bring it. Only then may data be put back.</summary>
    public bool InPlace { get; init; }
}
