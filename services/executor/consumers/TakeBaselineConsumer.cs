using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Consumers;

/// <summary>
/// The state before is stored, so the upgrade may begin to change something; unless it would take what runs to an older version, or the
/// verifier cannot watch it now.
/// </summary>
internal sealed class TakeBaselineConsumer(UpgradeRows rows, ProbeOptions probing, TimeProvider time, ILogger<TakeBaselineConsumer> log) : IConsume<BaselineRecorded>
{
    public Task ConsumeAsync(BaselineRecorded message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            if (await UpgradeRows.FindAsync(t, message.UpgradeId.ToString()) is not { State: UpgradeState.Baseline } row)
            {
                return;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (message.WaitFor is { } wait)
            {
                await WaitAsync(t, row, $"waits: {wait}", now);
                return;
            }

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

    /// <summary>Back into the queue, so that its stack and its slot are free; the verifier tries what it needs no sooner than this again.</summary>
    private async Task WaitAsync(StateTransaction t, UpgradeRow row, string reason, long now)
    {
        var askAt = now + (long)probing.Interval.TotalMilliseconds;
        await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Waiting, now, askAt, reason) with { WaitFor = reason, AskAt = askAt });
        await UpgradeRows.WakeWaitingAsync(t, now);
        Log.VerifierWaits(log, row.Stack, row.Id, reason);
    }
}
