using Upgrades.Contracts.Events;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Executor.Restores;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Moves;

/// <summary>Orders the one restore of a step, when nothing else runs on its instance. <see cref="RestoreLoop"/> carries it out.</summary>
internal sealed class RestoreData(UpgradeRows rows, ExecutorOptions options, TimeProvider time, ILogger<RestoreData> log)
{
    public Task MoveAsync(UpgradeRow row, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var (plan, now) = (row.ReadPlan(), time.GetUtcNow().ToUnixTimeMilliseconds());
            var backup = row.BackupId is null ? null : await BackupRows.FindAsync(t, row.BackupId);
            var known = await RestoreRows.FindAsync(t, RestoreRow.IdOf(row)) is not null;
            switch (RestoreAnswer.Of(row, plan, row.ReadUndoFailure(), backup, known))
            {
                case RestoreAnswer.Yes when await BusyAsync(t, plan.Backup!) is { } busy:
                    await UpgradeRows.UpdateAsync(t, row with { DueAt = Deadlines.BackupPoll(now, options), Reason = $"waits until {busy} has ended, to put its data back" });
                    break;

                case RestoreAnswer.Yes yes:
                    var restore = RestoreRow.New(row, plan, yes.Backup, now);
                    await RestoreRows.InsertAsync(t, restore);
                    await UpgradeRows.UpdateAsync(t, row with { DueAt = null, Reason = $"waits for {restore.Title}" });
                    Log.Restoring(log, row.Stack, row.Id, restore.Namespace, restore.Job, restore.Database);
                    break;

                case RestoreAnswer.No no:
                    await CallPeopleAsync(t, row, plan, backup, no.Why ?? "the plan names no restore", now);
                    break;
            }
        },
        cancellationToken);

    /// <summary>One thing at a time on an instance.</summary>
    private static async Task<string?> BusyAsync(StateTransaction t, Contracts.Vocabulary.BackupPlan instance) =>
        await RestoreRows.RunningOnAsync(t, instance) is { } restore ? restore.Title
        : await BackupRows.RunningAsync(t, instance) is { } backup ? $"backup Job {backup.Namespace}/{backup.Job}"
        : null;

    private async Task CallPeopleAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan, BackupRow? backup, string why, long now)
    {
        var critical = StuckRestore.Explain(row, plan, backup, restore: null, $"its data could not be put back: {why}");
        await StuckUpgrade.CallPeopleAsync(t, row, critical, now, log);
    }
}
