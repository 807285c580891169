using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;
using Upgrades.Terraform;

namespace Upgrades.Executor.Rebuild;

/// <summary>A commit of ours with what git tells about it: as much of a plan as is left of one.</summary>
/// <param name="Plan">Its step is whole; the others are empty, and the updates it was for are not known.</param>
/// <param name="BackupJob">The Job that the commit names; null: none.</param>
internal sealed record PushedStep(FoundCommit Commit, StepTrailers Trailers, UpgradePlanned Plan, string Diff, (string Namespace, string Job)? BackupJob)
{
    /// <summary>Of a commit that raised a memory limit; null: it did not.</summary>
    public PlannedFix? Fix { get; init; }

    public StepChange Change => Fix is not null ? StepChange.Mend(Plan, Fix)
        : Trailers.Kind == StepKind.Rollback ? StepChange.Back(Plan, Trailers.Step) : StepChange.Forward(Plan, Trailers.Step);

    /// <summary>The edits that would take all of it back.</summary>
    public IReadOnlyList<SiteEdit> Undo => Trailers.Kind == StepKind.Rollback ? TerraformEngine.Inverse(Change.Edits) : StepChange.Back(Plan, Trailers.Step, Fix).Edits;

    public UpgradeApplied Applied => Outcomes.Applied(Plan, Change, Commit.Sha, Diff, Commit.When);
}
