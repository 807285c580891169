using Upgrades.Contracts.Events;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Executor.Restores;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Moves;

/// <summary>Finds the upgrade a backup: a fresh one, one that runs, or a new one. <see cref="BackupLoop"/> runs it.</summary>
internal sealed class JoinBackup(UpgradeRows rows, ExecutorOptions options, TimeProvider time)
{
    public Task MoveAsync(UpgradeRow row, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var (plan, now) = (row.ReadPlan(), time.GetUtcNow().ToUnixTimeMilliseconds());
            var known = await BackupRows.OfCronJobAsync(t, plan.Backup!, since: Math.Min(row.TurnAt ?? now, Deadlines.FreshSince(now, options)));
            var choice = plan.Restore is null ? BackupChoice.Decide(plan, known, row.TurnAt ?? now, Deadlines.FreshSince(now, options)) : BackupChoice.OfStep(row, known);
            if (choice is BackupChoice.Begin && await RestoreRows.RunningOnAsync(t, plan.Backup!) is { } restore)
            {
                await UpgradeRows.UpdateAsync(t, row with { DueAt = Deadlines.BackupPoll(now, options), Reason = $"waits until {restore.Title} has ended" });
                return;
            }

            await (choice switch
            {
                BackupChoice.Use use => UseAsync(t, row, use.Backup, now),
                BackupChoice.Join join => WaitAsync(t, row, join.Backup),
                BackupChoice.After after => UpgradeRows.UpdateAsync(t, row with
                {
                    DueAt = Deadlines.BackupPoll(now, options),
                    Reason = $"waits until backup Job {after.Backup.Job} of another stack has ended",
                }),
                _ => BeginAsync(t, row, plan, now),
            });
        },
        cancellationToken);

    private static async Task UseAsync(StateTransaction t, UpgradeRow row, BackupRow backup, long now)
    {
        await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Applying, now, dueAt: now) with { BackupId = backup.Id });
        t.Publish(backup.Completed(row, await UpgradeRows.ServedByAsync(t, backup.Id)));
    }

    private static Task WaitAsync(StateTransaction t, UpgradeRow row, BackupRow backup) =>
        UpgradeRows.UpdateAsync(t, row with { BackupId = backup.Id, DueAt = null, Reason = $"waits for backup Job {backup.Namespace}/{backup.Job}" });

    private static async Task BeginAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan, long now)
    {
        var backup = BackupRow.New(row.Id, row.Stack, plan.Backup!, now, plan.Restore is null ? null : row.Step);
        await BackupRows.InsertAsync(t, backup);
        await WaitAsync(t, row, backup);
    }
}
