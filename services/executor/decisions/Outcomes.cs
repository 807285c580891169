using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Decisions;

/// <summary>The events that say how an upgrade ended or goes on, from its plan.</summary>
internal static class Outcomes
{
    /// <param name="step">The next one to be made.</param>
    public static UpgradeStarted Started(UpgradePlanned plan, int step) => new()
    {
        UpgradeId = plan.UpgradeId,
        Stack = plan.Stack,
        Namespaces = plan.Namespaces,
        Images = plan.Images,
        Charts = plan.Charts,
        NextImages = StepChange.Forward(plan, step).Images,
        Risk = plan.Risk,
        Checks = plan.Checks,
    };

    public static UpgradeApplied Applied(UpgradePlanned plan, StepChange change, string commitSha, string diff, DateTimeOffset now) => new()
    {
        UpgradeId = plan.UpgradeId,
        Step = change.Number,
        StepCount = change.Count,
        Kind = change.Kind,
        CommitSha = commitSha,
        Stack = plan.Stack,
        Namespaces = plan.Namespaces,
        Images = change.Images,
        Charts = change.Charts,
        Fix = change.Kind == StepKind.ForwardFix ? change.Memory : null,
        Window = plan.Window,
        Checks = plan.Checks,
        Diff = diff,
        AppliedAt = now,
    };

    public static UpgradeSkipped Skipped(UpgradePlanned plan, SkipReason reason, string detail) => new()
    {
        UpgradeId = plan.UpgradeId,
        UpdateIds = plan.UpdateIds,
        Stack = plan.Stack,
        Image = plan.Images.Select(i => i.Image).Concat(plan.Charts.Select(c => c.Chart)).First(),
        From = plan.Images.Select(i => i.From).Concat(plan.Charts.Select(c => c.From)).First(),
        To = plan.Images.Select(i => i.To).Concat(plan.Charts.Select(c => c.To)).First(),
        Reason = reason,
        Detail = detail,
    };

    public static PlanOutdated Outdated(UpgradePlanned plan, string reason) => new()
    {
        UpgradeId = plan.UpgradeId,
        UpdateIds = plan.UpdateIds,
        Revision = plan.Revision,
        Stack = plan.Stack,
        Images = plan.Images,
        Charts = plan.Charts,
        Reason = reason,
    };

    /// <param name="change">The step that is given up.</param>
    /// <param name="versionInGit">Null: what the step starts from.</param>
    public static UpgradeAborted Aborted(
        UpgradePlanned plan, StepChange change, AbortStage stage, string reason, string? versionInGit = null, FailureCause cause = FailureCause.Unknown) => new()
        {
            UpgradeId = plan.UpgradeId,
            Stack = plan.Stack,
            Step = change.Number,
            Stage = stage,
            Cause = cause,
            Reason = reason,
            Images = change.Images,
            Charts = change.Charts,
            VersionInGit = versionInGit ?? change.From,
        };
}
