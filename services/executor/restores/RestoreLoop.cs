using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Executor.Moves;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Restores;

/// <summary>Makes each restore's Job, once, looks how it is doing, and hands the service to the verifier, or calls people.</summary>
internal sealed class RestoreLoop(
    UpgradeRows upgrades, RestoreRows rows, BackupCluster cluster, ExecutorOptions options, TimeProvider time, ILogger<RestoreLoop> log) : IRowLoop
{
    /// <summary>Longer than a lost store is read back for: who looks again finds the Job and makes no second one.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(14);

    public string Table => "restores";

    public int Parallelism => options.Parallelism;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { State: RestoreState.Running } row)
        {
            return;
        }

        var started = row.StartedAt ?? Now;
        var sight = await SeeAsync(row, cancellationToken);
        if (sight is BackupSight.Running running && Deadlines.RestoreIsOver(started, Now, options))
        {
            sight = new BackupSight.Failed($"it had not ended after {options.RestoreTimeout.TotalMinutes:0.#} min{running.Detail}");
        }

        await upgrades.WriteAsync(
            t => sight switch
            {
                BackupSight.Complete => CompleteAsync(t, row with { StartedAt = started }),
                BackupSight.Failed failed => FailAsync(t, row, failed.Reason),
                _ => RestoreRows.UpdateAsync(t, row with { StartedAt = started, DueAt = Deadlines.BackupPoll(Now, options) }),
            },
            cancellationToken);
    }

    private Task<BackupSight> SeeAsync(RestoreRow row, CancellationToken cancellationToken)
    {
        var order = new JobOrder
        {
            Namespace = row.Namespace,
            CronJob = row.CronJob,
            Job = row.Job,
            UpgradeId = row.UpgradeId,
            Step = row.Step,
            Purpose = "restore",
            Environment = row.Environment,
            Keep = Keep,
        };
        return row.StartedAt is not null ? cluster.LookAsync(order, cancellationToken)
            : Deadlines.RestoreIsStale(row.CreatedAt, Now) ? Task.FromResult<BackupSight>(new BackupSight.Failed("it was ordered hours ago, and whether it was begun is not known"))
            : cluster.StartAsync(order, cancellationToken);
    }

    private async Task CompleteAsync(StateTransaction t, RestoreRow row)
    {
        var complete = row with { State = RestoreState.Complete, FinishedAt = Now, DueAt = null };
        await RestoreRows.UpdateAsync(t, complete);
        Log.Restored(log, row.Namespace, row.Job, complete.State, "");
        if (await UpgradeRows.FindAsync(t, row.UpgradeId) is { State: UpgradeState.Restoring } upgrade)
        {
            var plan = upgrade.ReadPlan();
            var change = StepChange.Back(plan, (int)upgrade.Step) with { Kind = StepKind.Restore };
            var applied = Outcomes.Applied(plan, change, upgrade.CommitSha!, diff: "", time.GetUtcNow()) with { Restored = complete.Restored(Now) };
            await UpgradeRows.UpdateAsync(t, upgrade.Watch(applied, Now, Deadlines.Verdict(Now, applied.Window, options)));
            t.Publish(applied);
            Log.Applied(log, upgrade.Stack, applied.Kind, upgrade.Step, applied.CommitSha);
        }
    }

    private async Task FailAsync(StateTransaction t, RestoreRow row, string reason)
    {
        var failed = row with { State = RestoreState.Failed, FinishedAt = Now, Reason = reason, DueAt = null };
        await RestoreRows.UpdateAsync(t, failed);
        Log.Restored(log, row.Namespace, row.Job, failed.State, reason);
        if (await UpgradeRows.FindAsync(t, row.UpgradeId) is { State: UpgradeState.Restoring } upgrade)
        {
            var backup = await BackupRows.FindAsync(t, row.BackupId);
            var critical = StuckRestore.Explain(upgrade, upgrade.ReadPlan(), backup, failed, $"its data could not be put back: {reason}");
            await StuckUpgrade.CallPeopleAsync(t, upgrade, critical, Now, log);
        }
    }
}
