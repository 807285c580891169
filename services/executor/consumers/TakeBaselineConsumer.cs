using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Bus;

namespace Upgrades.Executor.Consumers;

/// <summary>The state before is stored, so the upgrade may begin to change something; unless it would take what runs to an older version.</summary>
internal sealed class TakeBaselineConsumer(UpgradeRows rows, TimeProvider time, ILogger<TakeBaselineConsumer> log) : IConsume<BaselineRecorded>
{
    public Task ConsumeAsync(BaselineRecorded message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            if (await UpgradeRows.FindAsync(t, message.UpgradeId.ToString()) is not { State: UpgradeState.Baseline } row)
            {
                return;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var plan = row.ReadPlan();
            if (message.Blocker is { } blocker)
            {
                await UpgradeRows.EndAsync(t, row, "aborted", blocker, now);
                t.Publish(Outcomes.Aborted(plan, StepChange.Forward(plan, (int)row.Step), AbortStage.Baseline, blocker));
                Log.Ended(log, row.Stack, row.Id, "aborted", blocker);
                return;
            }

            // Between two steps after a loss: the backup from before the first step serves to the last.
            var served = row is { CommitSha: not null, BackupId: not null } && plan.Restore is null;
            var next = served || plan.Backup is null ? UpgradeState.Applying : UpgradeState.BackingUp;
            await UpgradeRows.UpdateAsync(t, row.Enter(next, now, dueAt: now));
        },
        cancellationToken);
}
