using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>A step before the last is good: the next may be applied.</summary>
public sealed record StepVerified
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required int StepCount { get; init; }
    public required StepKind Kind { get; init; }
    public required string CommitSha { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    /// <summary>Only of Kind ForwardFix.</summary>
    public MemoryFix? Fix { get; init; }
    public required IReadOnlyList<CheckResult> Checks { get; init; }
}
