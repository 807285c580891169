using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;

namespace Upgrades.Executor.Rebuild;

/// <summary>A commit of ours with what git tells about it: as much of a plan as is left of one.</summary>
/// <param name="Plan">Its step is whole; the others are empty, and the updates it was for are not known.</param>
/// <param name="BackupJob">The Job that the commit names; null: none.</param>
internal sealed record PushedStep(FoundCommit Commit, StepTrailers Trailers, UpgradePlanned Plan, string Diff, (string Namespace, string Job)? BackupJob)
{
    public StepChange Change => Trailers.Kind == StepKind.Rollback ? StepChange.Back(Plan, Trailers.Step) : StepChange.Forward(Plan, Trailers.Step);

    public UpgradeApplied Applied => Outcomes.Applied(Plan, Change, Commit.Sha, Diff, Commit.When);
}
