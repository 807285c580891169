using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Executor.Restores;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Moves;

/// <summary>Makes the commit of the next step, once, and hands it to the verifier.</summary>
internal sealed class ApplyStep(
    UpgradeRows rows, BackupRows backups, RestoreRows restores, StepCommit commits, ExecutorOptions options, TimeProvider time, ILogger<ApplyStep> log)
{
    /// <summary>A planner and an editor that keep disagreeing about what the repository holds would otherwise go on for ever.</summary>
    public const int MostRevisions = 5;

    public async Task MoveAsync(UpgradeRow row, CancellationToken cancellationToken)
    {
        var plan = row.ReadPlan();
        var change = StepChange.Forward(plan, (int)row.Step);
        if (plan.Backup is { } instance && await restores.RunningOnAsync(instance, cancellationToken) is { } restore)
        {
            await rows.WriteAsync(t => WaitAsync(t, row, restore), cancellationToken);
            return;
        }

        var backup = row.BackupId is null ? null : await backups.FindAsync(row.BackupId, cancellationToken);
        var outcome = await commits.MakeAsync(
            new CommitOrder(plan, change, UpgradeMessage.Write(plan, change, backup), LookDownTo: row.CommitSha ?? plan.BaseCommit), cancellationToken);
        await rows.WriteAsync(t => StoreAsync(t, row, plan, change, outcome), cancellationToken);
    }

    /// <summary>Nobody begins anything on an instance while data is put back into it (DESIGN §6.4).</summary>
    private Task WaitAsync(StateTransaction t, UpgradeRow row, RestoreRow restore) => UpgradeRows.UpdateAsync(t, row with
    {
        DueAt = Deadlines.BackupPoll(time.GetUtcNow().ToUnixTimeMilliseconds(), options),
        Reason = $"waits until {restore.Title} has ended",
    });

    private async Task StoreAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan, StepChange change, CommitOutcome outcome)
    {
        var now = time.GetUtcNow();
        switch (outcome)
        {
            case CommitOutcome.Landed landed:
                var applied = Outcomes.Applied(plan, change, landed.Sha, landed.Diff, now);
                var at = now.ToUnixTimeMilliseconds();
                await UpgradeRows.UpdateAsync(t, row.Watch(applied, at, Deadlines.Verdict(at, plan.Window, options)));
                t.Publish(applied);
                Log.Applied(log, row.Stack, change.Kind, row.Step, landed.Sha);
                break;

            case CommitOutcome.Elsewhere elsewhere when row.CommitSha is null && plan.Revision < MostRevisions:
                await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Outdated, now.ToUnixTimeMilliseconds(), dueAt: null, elsewhere.Reason));
                // Its stack and its slot are free until the new plan comes.
                await UpgradeRows.WakeWaitingAsync(t, now.ToUnixTimeMilliseconds());
                t.Publish(Outcomes.Outdated(plan, elsewhere.Reason));
                Log.Outdated(log, row.Stack, row.Id, elsewhere.Reason);
                break;

            case CommitOutcome.Elsewhere elsewhere:
                await AbortAsync(t, row, Outcomes.Aborted(plan, change, AbortStage.Edit, $"a person took over: {elsewhere.Reason}", elsewhere.Found) with { Final = true });
                break;

            case CommitOutcome.NothingToDo:
                await AbortAsync(t, row, Outcomes.Aborted(plan, change, AbortStage.Edit, $"git holds {change.To} already, and not by a commit of this upgrade", change.To) with { Final = true });
                break;

            case CommitOutcome.Refused refused:
                await AbortAsync(t, row, Outcomes.Aborted(plan, change, AbortStage.Edit, refused.Message));
                break;

            case CommitOutcome.PushRefused refused:
                await AbortAsync(t, row, Outcomes.Aborted(plan, change, AbortStage.Push, $"the git server refused the push: {refused.Words}"));
                break;

            default:
                throw new InvalidOperationException($"No case for {outcome}.");
        }
    }

    private async Task AbortAsync(StateTransaction t, UpgradeRow row, UpgradeAborted aborted)
    {
        await UpgradeRows.EndAsync(t, row, "aborted", aborted.Reason, time.GetUtcNow().ToUnixTimeMilliseconds());
        t.Publish(aborted);
        Log.Ended(log, row.Stack, row.Id, "aborted", aborted.Reason);
    }
}
