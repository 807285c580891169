using Upgrades.Contracts.Events;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;

namespace Upgrades.Executor.Commits;

/// <summary>The message of the commit that undoes a step: which commit, and why.</summary>
internal static class UndoMessage
{
    private const int LogLines = 10;

    /// <param name="back">The step back.</param>
    public static CommitMessage Write(UpgradePlanned plan, StepChange back, UpgradeFailed failure)
    {
        var evidence = failure.Evidence;
        return new CommitMessage(
            $"Revert \"{UpgradeMessage.Subject(plan, StepChange.Forward(plan, back.Number))}\"",
            [
                $"This reverts commit {failure.CommitSha}.",
                "",
                $"Failed check: {failure.Check}",
                $"Cause: {failure.Cause}",
                $"Evidence: {evidence.Summary}",
                .. evidence.LogLines.TakeLast(LogLines).Select(l => "  | " + l),
            ],
            CommitTrailers.Of(plan, back));
    }
}
