using Upgrades.Executor.Probes;

namespace Upgrades.Executor.Decisions;

/// <summary>What an upgrade needs beside git.</summary>
/// <param name="JobNamespaces">Where it makes Jobs, or may have to: its backup, the try of that, a restore; empty: it makes none.</param>
/// <param name="Metrics">Is its backup proven by a metric?</param>
internal sealed record UpgradeNeeds(IReadOnlyList<string> JobNamespaces, bool Metrics)
{
    public static UpgradeNeeds None { get; } = new([], Metrics: false);

    public static UpgradeNeeds Of(UpgradeRow row)
    {
        var plan = row.ReadPlan();
        // Between two steps after a loss the backup from before the first step serves to the last.
        return plan.Backup is { } backup && (plan.Restore is not null || row is not { CommitSha: not null, BackupId: not null })
            ? new UpgradeNeeds([.. ((string?[])[backup.Namespace, backup.Proof?.Scratch?.Namespace, plan.Restore?.Namespace]).OfType<string>().Distinct()], ProofProbe.AsksForMetrics(backup))
            : None;
    }
}
