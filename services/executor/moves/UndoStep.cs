using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Moves;

/// <summary>Undoes the failed step, and what was done to mend it, by the inverse edit as one commit, and hands that to the verifier.</summary>
internal sealed class UndoStep(
    UpgradeRows rows, BackupRows backups, StepCommit commits, ExecutorOptions options, TimeProvider time, ILogger<UndoStep> log)
{
    public async Task MoveAsync(UpgradeRow row, CancellationToken cancellationToken)
    {
        var plan = row.ReadPlan();
        var failure = row.ReadFailure()!;
        var backup = row.BackupId is null ? null : await backups.FindAsync(row.BackupId, cancellationToken);
        var (change, outcome) = await MakeAsync(plan, row, failure, row.ReadFix(), cancellationToken);
        if (outcome is CommitOutcome.Elsewhere { Site: var site } && row.ReadFix()?.Edits.Any(e => e.Site == site) == true)
        {
            // Whoever has changed the memory limit since meant it; the version is still ours to put back.
            (change, outcome) = await MakeAsync(plan, row, failure, fix: null, cancellationToken);
        }

        var restores = plan.Restore?.Policy == RestorePlan.Always && RestoreAnswer.Of(row, plan, undoFailed: null, backup, known: false) is RestoreAnswer.Yes;
        await rows.WriteAsync(
            t => outcome switch
            {
                CommitOutcome.Landed landed => WatchAsync(t, row, Outcomes.Applied(plan, change, landed.Sha, landed.Diff, time.GetUtcNow()) with { RestoreFollows = restores }),
                // Somebody has put the old version back: what is left to do is to see whether it runs.
                CommitOutcome.NothingToDo nothing => WatchAsync(t, row, Outcomes.Applied(plan, change, nothing.Head, diff: "", time.GetUtcNow()) with { RestoreFollows = restores }),
                CommitOutcome.Elsewhere elsewhere => HandOverAsync(t, row, plan, elsewhere),
                CommitOutcome.Refused refused => CallPeopleAsync(t, row, plan, change, failure, backup, $"the undo cannot be made: {refused.Message}"),
                CommitOutcome.PushRefused refused => CallPeopleAsync(t, row, plan, change, failure, backup, $"the git server refused the undo: {refused.Words}"),
                _ => throw new InvalidOperationException($"No case for {outcome}."),
            },
            cancellationToken);
    }

    private async Task<(StepChange Change, CommitOutcome Outcome)> MakeAsync(
        UpgradePlanned plan, UpgradeRow row, UpgradeFailed failure, PlannedFix? fix, CancellationToken cancellationToken)
    {
        var change = StepChange.Back(plan, (int)row.Step, fix);
        var order = new CommitOrder(plan, change, UndoMessage.Write(plan, change, failure, fix), LookDownTo: failure.CommitSha) { CatalogOf = failure.CommitSha };
        return (change, await commits.MakeAsync(order, cancellationToken));
    }

    private async Task WatchAsync(StateTransaction t, UpgradeRow row, UpgradeApplied applied)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await UpgradeRows.UpdateAsync(t, row.Watch(applied, now, Deadlines.Verdict(now, applied.Window, options)));
        t.Publish(applied);
        Log.Applied(log, row.Stack, applied.Kind, row.Step, applied.CommitSha);
    }

    private async Task HandOverAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan, CommitOutcome.Elsewhere elsewhere)
    {
        var aborted = Outcomes.Aborted(
            plan, StepChange.Forward(plan, (int)row.Step), AbortStage.Edit, $"the step failed, and a person took over: {elsewhere.Reason}",
            elsewhere.Found ?? "unknown", row.ReadFailure()!.Cause) with { Final = true };
        await UpgradeRows.EndAsync(t, row, "aborted", aborted.Reason, time.GetUtcNow().ToUnixTimeMilliseconds());
        t.Publish(aborted);
        Log.Ended(log, row.Stack, row.Id, "aborted", aborted.Reason);
    }

    private async Task CallPeopleAsync(
        StateTransaction t, UpgradeRow row, UpgradePlanned plan, StepChange change, UpgradeFailed failure, BackupRow? backup, string reason)
    {
        var critical = StuckRollback.Explain(plan, change, failure, backup) with
        {
            Reason = reason,
            GitState = $"the branch still holds {change.From}, by {failure.CommitSha}",
            Commands = StuckRollback.Commands(plan, change, failure, backup, [failure.CommitSha]),
        };
        await StuckUpgrade.CallPeopleAsync(t, row, critical, time.GetUtcNow().ToUnixTimeMilliseconds(), log);
    }
}
