using Upgrades.Contracts.Events;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Restores;

namespace Upgrades.Executor.Decisions;

/// <summary>What a person is told and runs when data was to be put back and the service does not run with it.</summary>
internal static class StuckRestore
{
    /// <param name="restore">The one that was tried; null: none was.</param>
    public static RollbackFailed Explain(UpgradeRow row, UpgradePlanned plan, BackupRow? backup, RestoreRow? restore, string reason)
    {
        var failure = row.ReadUndoFailure() ?? row.ReadFailure()!;
        var back = StepChange.Back(plan, (int)row.Step);
        return StuckRollback.Explain(plan, back, failure, backup) with
        {
            Reason = $"after the undo of {back.From} {reason}",
            GitState = $"the branch holds {back.To} again: {row.CommitSha} undoes {row.ReadFailure()?.CommitSha}",
            DatabaseState = restore is null ? $"not restored; {Backup(backup)}" : $"{State(restore)}; {Backup(backup)}",
            Commands =
            [
                .. restore is null ? (string[])[] : [$"kubectl -n {restore.Namespace} logs job/{restore.Job}    # how far the restore came; it is not repeated"],
                .. restore is null && plan.Restore is { } wanted
                    ? [$"kubectl -n {wanted.Namespace} create job restore-by-hand --from=cronjob/{wanted.CronJob} --dry-run=client -o yaml    # then set UPGRADES_BACKUP_JOB, UPGRADES_DATABASE and UPGRADES_STEP, and apply"]
                    : (string[])[],
                .. StuckRollback.Commands(plan, back, failure, backup, [row.ReadFailure()?.CommitSha, row.CommitSha]),
            ],
        };
    }

    private static string State(RestoreRow restore) => restore.State switch
    {
        RestoreState.Complete => $"database {restore.Database} was restored by Job {restore.Namespace}/{restore.Job} to what backup Job {restore.BackupJob} holds",
        _ when restore.StartedAt is null => $"not restored: {restore.Reason}",
        _ => $"restore Job {restore.Namespace}/{restore.Job} of database {restore.Database} failed, so what it holds is not known: {restore.Reason}",
    };

    private static string Backup(BackupRow? backup) => backup is { State: BackupState.Complete, FinishedAt: { } at }
        ? $"backup Job {backup.Namespace}/{backup.Job} completed at {DateTimeOffset.FromUnixTimeMilliseconds(at):u}"
        : "there is no backup";
}
