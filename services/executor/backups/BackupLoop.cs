using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Backups;

/// <summary>Makes each backup's Job, looks how it is doing, and tells every upgrade that waits for it.</summary>
internal sealed class BackupLoop(
    UpgradeRows upgrades, BackupRows rows, BackupCluster cluster, ExecutorOptions options, TimeProvider time, ILogger<BackupLoop> log) : IRowLoop
{
    public string Table => "backups";

    public int Parallelism => options.Parallelism;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { State: BackupState.Running } row)
        {
            return;
        }

        // The instant before the Job is made: it holds everything that was there until then.
        var started = row.StartedAt ?? Now;
        var sight = row.StartedAt is null ? await cluster.StartAsync(row, cancellationToken) : await cluster.LookAsync(row, cancellationToken);
        if (sight is BackupSight.Running running && Deadlines.BackupIsOver(started, Now, options))
        {
            sight = new BackupSight.Failed($"Job {row.Namespace}/{row.Job} had not ended after {options.BackupTimeout.TotalMinutes:0.#} min{running.Detail}");
        }

        await upgrades.WriteAsync(
            t => sight switch
            {
                BackupSight.Complete complete => CompleteAsync(t, row, complete.Duration ?? TimeSpan.FromMilliseconds(Now - started)),
                BackupSight.Failed failed => FailAsync(t, row, failed.Reason),
                _ => BackupRows.UpdateAsync(t, row with { StartedAt = started, DueAt = Deadlines.BackupPoll(Now, options) }),
            },
            cancellationToken);
    }

    private async Task CompleteAsync(StateTransaction t, BackupRow row, TimeSpan duration)
    {
        var complete = row with { State = BackupState.Complete, FinishedAt = Now, DurationMs = (long)duration.TotalMilliseconds, DueAt = null };
        await BackupRows.UpdateAsync(t, complete);
        var served = (await UpgradeRows.ServedByAsync(t, row.Id)).ToList();
        foreach (var upgrade in await UpgradeRows.WaitingForBackupAsync(t, row.Id))
        {
            await UpgradeRows.UpdateAsync(t, upgrade.Enter(UpgradeState.Applying, Now, dueAt: Now));
            t.Publish(complete.Completed(upgrade, served));
        }

        Log.Backup(log, row.Namespace, row.Job, complete.State, "");
    }

    private async Task FailAsync(StateTransaction t, BackupRow row, string reason)
    {
        await BackupRows.UpdateAsync(t, row with { State = BackupState.Failed, FinishedAt = Now, Reason = reason, DueAt = null });
        foreach (var upgrade in await UpgradeRows.WaitingForBackupAsync(t, row.Id))
        {
            var plan = upgrade.ReadPlan();
            await UpgradeRows.EndAsync(t, upgrade, "aborted", reason, Now);
            t.Publish(Outcomes.Aborted(plan, StepChange.Forward(plan, (int)upgrade.Step), AbortStage.Backup, reason));
        }

        Log.Backup(log, row.Namespace, row.Job, BackupState.Failed, reason);
    }
}
