using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Consumers;

/// <summary>
/// A step is not good, so it is to be mended or undone. When the undo itself is not good, nothing automatic is left and people are called.
/// </summary>
internal sealed class OrderUndoConsumer(UpgradeRows rows, TimeProvider time, ILogger<OrderUndoConsumer> log) : IConsume<UpgradeFailed>
{
    public Task ConsumeAsync(UpgradeFailed message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var row = await UpgradeRows.FindAsync(t, message.UpgradeId.ToString());
            if (row?.Awaits(message.Step, message.Kind, message.CommitSha) != true)
            {
                return;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (message.Kind == StepKind.Rollback)
            {
                await CallPeopleAsync(t, row, message, now);
                return;
            }

            var mends = PlannedFix.IsFor(message, row);
            await UpgradeRows.UpdateAsync(t, row.Enter(mends ? UpgradeState.Fixing : UpgradeState.Undoing, now, dueAt: now, $"{message.Check}: {message.Evidence.Summary}") with
            {
                Kind = mends ? nameof(StepKind.ForwardFix) : nameof(StepKind.Rollback),
                Failure = JsonSerializer.Serialize(message, EventJson.Options),
            });
        },
        cancellationToken);

    private async Task CallPeopleAsync(StateTransaction t, UpgradeRow row, UpgradeFailed undoFailed, long now)
    {
        var plan = row.ReadPlan();
        var back = StepChange.Back(plan, (int)row.Step);
        var backup = row.BackupId is null ? null : await BackupRows.FindAsync(t, row.BackupId);
        var failed = row.ReadFailure()?.CommitSha;
        var critical = StuckRollback.Explain(plan, back, undoFailed, backup) with
        {
            Reason = $"after the undo of {back.From} the {undoFailed.Check} check still fails: {undoFailed.Evidence.Summary}",
            GitState = $"the branch holds {back.To} again: {undoFailed.CommitSha} undoes {failed}",
            Commands = StuckRollback.Commands(plan, back, undoFailed, backup, [failed, undoFailed.CommitSha]),
        };
        await UpgradeRows.EndAsync(t, row, "rollback-failed", critical.Reason, now);
        t.Publish(critical);
        Log.Ended(log, row.Stack, row.Id, "rollback-failed", critical.Reason);
    }
}
