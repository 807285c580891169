using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;

namespace Upgrades.Executor.Decisions;

/// <summary>May data be put back now? Only what the plan says, only with the backup of this very step, and only once (DESIGN §6.4).</summary>
internal abstract record RestoreAnswer
{
    private RestoreAnswer()
    {
    }

    public sealed record Yes(BackupRow Backup) : RestoreAnswer;

    /// <param name="Why">For the person who is called instead; null: nobody has asked for restores.</param>
    public sealed record No(string? Why) : RestoreAnswer;

    /// <param name="undoFailed">Null: the old version runs, and the policy is to put its data back all the same.</param>
    /// <param name="known">Has one been ordered for this step before?</param>
    public static RestoreAnswer Of(UpgradeRow row, UpgradePlanned plan, UpgradeFailed? undoFailed, BackupRow? backup, bool known) =>
        plan.Restore is null ? new No(null)
        : undoFailed is { Kind: StepKind.Restore } || known ? new No("its data was put back once already, which is never repeated")
        : undoFailed is { InPlace: false } ? new No("the cluster was not told to run the old version, and the new one would change the data again")
        : backup is not { State: BackupState.Complete, FinishedAt: not null } ? new No("there is no backup of it")
        : !backup.IsOf(row) ? new No($"backup Job {backup.Namespace}/{backup.Job} is not of this step alone")
        : new Yes(backup);
}
