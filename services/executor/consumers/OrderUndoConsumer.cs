using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Executor.Moves;
using Upgrades.Executor.Restores;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Consumers;

/// <summary>
/// A step is not good, so it is to be mended or undone. When the undo itself is not good, its data is put back if that was planned, once;
/// after that nothing automatic is left and people are called.
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
            if (message.Kind is StepKind.Rollback or StepKind.Restore)
            {
                await FollowUndoAsync(t, row, message, now);
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

    /// <summary>The undo alone does not help: its data is put back where that was planned, else people are called.</summary>
    private async Task FollowUndoAsync(StateTransaction t, UpgradeRow row, UpgradeFailed undoFailed, long now)
    {
        var plan = row.ReadPlan();
        var backup = row.BackupId is null ? null : await BackupRows.FindAsync(t, row.BackupId);
        var restore = await RestoreRows.FindAsync(t, RestoreRow.IdOf(row));
        var said = $"the {undoFailed.Check} check still fails: {undoFailed.Evidence.Summary}";
        var stuck = row with { UndoFailure = JsonSerializer.Serialize(undoFailed, EventJson.Options) };
        if (RestoreAnswer.Of(row, plan, undoFailed, backup, restore is not null) is not RestoreAnswer.No no)
        {
            await UpgradeRows.UpdateAsync(t, stuck.Enter(UpgradeState.Restoring, now, dueAt: now, said) with { Kind = nameof(StepKind.Restore) });
            return;
        }

        var critical = StuckRestore.Explain(stuck, plan, backup, restore, undoFailed.Kind == StepKind.Restore ? $"and with its data put back {said}" : said + (no.Why is null ? "" : $". Its data was not put back: {no.Why}"));
        await StuckUpgrade.CallPeopleAsync(t, row, critical, now, log);
    }
}
