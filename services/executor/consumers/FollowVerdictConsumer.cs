using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Consumers;

/// <summary>The verifier is content: on to the next step, or to the end. Words about anything but the awaited commit are late ones.</summary>
internal sealed class FollowVerdictConsumer(UpgradeRows rows, TimeProvider time, ILogger<FollowVerdictConsumer> log)
    : IConsume<StepVerified>, IConsume<UpgradeSucceeded>, IConsume<UpgradeRolledBack>
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task ConsumeAsync(StepVerified message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var row = await UpgradeRows.FindAsync(t, message.UpgradeId.ToString());
            if (row?.Awaits(message.Step, message.Kind, message.CommitSha) != true)
            {
                return;
            }

            var plan = row.ReadPlan();
            if (message.Kind == StepKind.Rollback)
            {
                await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Restoring, Now, dueAt: Now, "the old version runs; the policy always puts its data back too") with
                {
                    Kind = nameof(StepKind.Restore),
                });
            }
            else if (row.Step < plan.Steps.Count)
            {
                await (Continuation.IsKnown(plan, (int)row.Step + 1) ? GoOnAsync(t, row, plan) : AskForRestAsync(t, row, plan));
            }
        },
        cancellationToken);

    /// <summary>The backup from before the first step serves to the last, unless data may be put back: then each step has its own.</summary>
    private Task GoOnAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan) => UpgradeRows.UpdateAsync(
        t, row.Enter(plan.Restore is null ? UpgradeState.Applying : UpgradeState.BackingUp, Now, dueAt: Now) with
        {
            Step = row.Step + 1,
            Kind = nameof(StepKind.Upgrade),
            BackupId = plan.Restore is null ? row.BackupId : null,
        });

    /// <summary>The plan was lost, and git tells only of the steps that were made. Its stack and its slot are free until the rest comes.</summary>
    private async Task AskForRestAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan)
    {
        const string Reason = "its plan was lost, and only the steps that were made can be read back from git";
        await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Outdated, Now, dueAt: null, Reason));
        await UpgradeRows.WakeWaitingAsync(t, Now);
        t.Publish(Outcomes.Outdated(plan, Reason));
        Log.Outdated(log, row.Stack, row.Id, Reason);
    }

    public Task ConsumeAsync(UpgradeSucceeded message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var row = await UpgradeRows.FindAsync(t, message.UpgradeId.ToString());
            if (row?.Awaits(message.Step, message.Kind, message.CommitSha) == true && row.Step == row.ReadPlan().Steps.Count)
            {
                await UpgradeRows.EndAsync(t, row, "succeeded", "", Now);
                Log.Ended(log, row.Stack, row.Id, "succeeded", "");
            }
        },
        cancellationToken);

    public Task ConsumeAsync(UpgradeRolledBack message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var row = await UpgradeRows.FindAsync(t, message.UpgradeId.ToString());
            if (row?.Awaits(message.Step, message.DatabaseRestored ? StepKind.Restore : StepKind.Rollback, message.UndoCommit) == true)
            {
                await UpgradeRows.EndAsync(t, row, "rolled-back", message.Reason, Now);
                Log.Ended(log, row.Stack, row.Id, "rolled-back", message.Reason);
            }
        },
        cancellationToken);
}
