using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>Given up before this step changed anything: stage, reason, and the version that git holds.</summary>
public sealed record UpgradeAborted
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required AbortStage Stage { get; init; }
    public required FailureCause Cause { get; init; }
    public required string Reason { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public required string VersionInGit { get; init; }

    /// <summary>A person has decided it, so that it is not to be tried again by itself.</summary>
    public bool Final { get; init; }
}
