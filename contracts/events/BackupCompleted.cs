namespace Upgrades.Contracts.Events;

/// <summary>A backup Job of the stack's database is complete.</summary>
public sealed record BackupCompleted
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required string Job { get; init; }
    public required string Namespace { get; init; }
    public required TimeSpan Duration { get; init; }
    public long? Bytes { get; init; }
    /// <summary>What showed that it is good, in words; empty: only its end was seen.</summary>
    public IReadOnlyList<string> Proof { get; init; } = [];
    /// <summary>Other upgrades that the same backup serves.</summary>
    public required IReadOnlyList<Guid> SharedWith { get; init; }
}
