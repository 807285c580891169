using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer;

/// <summary>How the upgrade of a plan ends, as executor and verifier would say it.</summary>
internal static class Outcomes
{
    public static UpgradeSucceeded Succeeded(UpgradePlanned plan) => new()
    {
        UpgradeId = plan.UpgradeId,
        Stack = plan.Stack,
        Step = plan.Steps.Count,
        StepCount = plan.Steps.Count,
        Kind = StepKind.Upgrade,
        CommitSha = "0123456789012345678901234567890123456789",
        Images = plan.Steps[^1].Images,
        Charts = plan.Steps[^1].Charts,
        Checks = [],
    };

    public static UpgradeRolledBack RolledBack(UpgradePlanned plan, int step, FailureCause cause) => new()
    {
        UpgradeId = plan.UpgradeId,
        Stack = plan.Stack,
        Step = step,
        Cause = cause,
        Reason = "crash loop",
        Images = [.. plan.Steps[step - 1].Images.Select(i => i with { From = i.To, To = i.From })],
        Charts = [.. plan.Steps[step - 1].Charts.Select(c => c with { From = c.To, To = c.From })],
        FailedVersion = plan.Steps[step - 1].Version,
        RunningVersion = "4.3.4",
        UndoCommit = "0123456789012345678901234567890123456789",
        DatabaseRestored = false,
        Checks = [],
    };

    public static UpgradeAborted Aborted(UpgradePlanned plan, AbortStage stage, string reason) => new()
    {
        UpgradeId = plan.UpgradeId,
        Stack = plan.Stack,
        Step = 1,
        Stage = stage,
        Cause = FailureCause.Unknown,
        Reason = reason,
        Images = plan.Steps[0].Images,
        Charts = plan.Steps[0].Charts,
        VersionInGit = plan.Steps[0].Images.Select(i => i.From).Concat(plan.Steps[0].Charts.Select(c => c.From)).First(),
    };

    public static RollbackFailed Stuck(UpgradePlanned plan, FailureCause cause) => new()
    {
        UpgradeId = plan.UpgradeId,
        Stack = plan.Stack,
        Step = 1,
        Cause = cause,
        Images = plan.Images,
        Reason = "crash loop",
        GitState = "",
        ClusterState = "",
        DatabaseState = "",
        Commands = [],
    };
}
