using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>A commit of this step is in the branch: watch it. Re-sent when no verdict comes.</summary>
public sealed record UpgradeApplied
{
    public required Guid UpgradeId { get; init; }
    /// <summary>From 1 to <see cref="StepCount"/>.</summary>
    public required int Step { get; init; }
    public required int StepCount { get; init; }
    public required StepKind Kind { get; init; }
    public required string CommitSha { get; init; }
    public required string Stack { get; init; }
    public required IReadOnlyList<string> Namespaces { get; init; }
    /// <summary>From and To of this commit: a Rollback goes from the failed version back.</summary>
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    /// <summary>Only of Kind ForwardFix.</summary>
    public MemoryFix? Fix { get; init; }
    /// <summary>Of a Rollback whose end is not the upgrade's: the data is put back next (policy <c>always</c>).</summary>
    public bool RestoreFollows { get; init; }
    /// <summary>Only of Kind Restore: its commit is the Rollback's, and what is watched is how the service starts with this data.</summary>
    public DataRestore? Restored { get; init; }
    public required TimeSpan Window { get; init; }
    public required CheckPlan Checks { get; init; }
    /// <summary>Unified diff of the commit.</summary>
    public required string Diff { get; init; }
    public required DateTimeOffset AppliedAt { get; init; }
}
