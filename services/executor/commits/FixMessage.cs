using Upgrades.Contracts.Events;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;

namespace Upgrades.Executor.Commits;

/// <summary>The message of the commit that gives a container more memory.</summary>
internal static class FixMessage
{
    public static CommitMessage Write(UpgradePlanned plan, StepChange mend, PlannedFix fix, UpgradeFailed failure) => new(
        $"upgrade: {plan.Stack} {mend.To} needs more memory, {fix.Limit.From} -> {fix.Limit.To}",
        [
            $"Container {fix.Limit.Container} of {mend.To} was killed at its limit of {fix.Limit.From}.",
            $"Evidence: {failure.Evidence.Summary}",
            "",
            $"Mends commit {fix.After}. If it does not help, both are undone by one commit.",
        ],
        CommitTrailers.Of(plan, mend));
}
