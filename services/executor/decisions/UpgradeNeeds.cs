using Upgrades.Executor.Probes;

namespace Upgrades.Executor.Decisions;

/// <summary>What an upgrade needs beside git.</summary>
/// <param name="BackupNamespace">Where its backup Job is made; null: it makes none.</param>
/// <param name="Metrics">Is its backup proven by a metric?</param>
internal sealed record UpgradeNeeds(string? BackupNamespace, bool Metrics)
{
    public static UpgradeNeeds None { get; } = new(null, Metrics: false);

    public static UpgradeNeeds Of(UpgradeRow row) =>
        // Between two steps after a loss the backup from before the first step serves to the last.
        row.ReadPlan().Backup is { } backup && row is not { CommitSha: not null, BackupId: not null }
            ? new UpgradeNeeds(backup.Namespace, ProofProbe.AsksForMetrics(backup))
            : None;
}
