using Upgrades.Contracts.Events;

namespace Upgrades.Executor.Backups;

/// <summary>Which backup an upgrade goes with.</summary>
internal abstract record BackupChoice
{
    private BackupChoice()
    {
    }

    /// <summary>Complete, and fresh enough.</summary>
    public sealed record Use(BackupRow Backup) : BackupChoice;

    /// <summary>It runs, and serves this upgrade too.</summary>
    public sealed record Join(BackupRow Backup) : BackupChoice;

    /// <summary>The CronJob's Job runs for somebody else; two at once would fight.</summary>
    public sealed record After(BackupRow Backup) : BackupChoice;

    public sealed record Begin : BackupChoice;

    /// <summary>Where data may be put back, only a backup of this very step will do: whatever is older would lose more than the step did.</summary>
    public static BackupChoice OfStep(UpgradeRow upgrade, IReadOnlyList<BackupRow> known) =>
        known.FirstOrDefault(b => b.IsOf(upgrade)) switch
        {
            { State: BackupState.Complete } complete => new Use(complete),
            { State: BackupState.Running } running => new Join(running),
            _ => known.FirstOrDefault(b => b.State == BackupState.Running) is { } other ? new After(other) : new Begin(),
        };

    /// <param name="known">Backups of the CronJob, newest first.</param>
    /// <param name="turnAt">When the upgrade's turn came: what was begun later has everything in it.</param>
    /// <param name="freshSince">What ended later is fresh.</param>
    public static BackupChoice Decide(UpgradePlanned plan, IReadOnlyList<BackupRow> known, long turnAt, long freshSince)
    {
        var complete = known.FirstOrDefault(b => b.State == BackupState.Complete && b.Step is null && b.Serves(plan) && (b.StartedAt >= turnAt || b.FinishedAt >= freshSince));
        return complete is not null ? new Use(complete)
            : known.FirstOrDefault(b => b.State == BackupState.Running) is not { } running ? new Begin()
            : running.Step is null && running.Serves(plan) ? new Join(running)
            : new After(running);
    }
}
