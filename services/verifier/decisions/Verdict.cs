using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>The one event that ends the watch over a commit.</summary>
internal static class Verdict
{
    /// <param name="undone">Why this step was undone, for a rollback; null when that is not known here.</param>
    public static object Good(UpgradeApplied applied, IReadOnlyList<CheckResult> checks, UpgradeFailed? undone) => applied switch
    {
        { Kind: StepKind.Rollback, RestoreFollows: false } or { Kind: StepKind.Restore } => RolledBack(applied, checks, undone),
        _ when applied.Step < applied.StepCount || applied.RestoreFollows => new StepVerified
        {
            UpgradeId = applied.UpgradeId,
            Stack = applied.Stack,
            Step = applied.Step,
            StepCount = applied.StepCount,
            Kind = applied.Kind,
            CommitSha = applied.CommitSha,
            Images = applied.Images,
            Charts = applied.Charts,
            Fix = applied.Fix,
            Checks = checks,
        },
        _ => new UpgradeSucceeded
        {
            UpgradeId = applied.UpgradeId,
            Stack = applied.Stack,
            Step = applied.Step,
            StepCount = applied.StepCount,
            Kind = applied.Kind,
            CommitSha = applied.CommitSha,
            Images = applied.Images,
            Charts = applied.Charts,
            Fix = applied.Fix,
            Checks = checks,
        },
    };

    /// <param name="inPlace">See <see cref="UpgradeFailed.InPlace"/>.</param>
    public static UpgradeFailed Bad(UpgradeApplied applied, Failure failure, bool inPlace = false) => new()
    {
        UpgradeId = applied.UpgradeId,
        Stack = applied.Stack,
        Step = applied.Step,
        Kind = applied.Kind,
        CommitSha = applied.CommitSha,
        Images = applied.Images,
        Charts = applied.Charts,
        Fix = applied.Fix,
        InPlace = inPlace,
        Check = failure.Check,
        Cause = failure.Cause,
        Evidence = new Evidence
        {
            Summary = failure.Summary,
            Pod = failure.Pod,
            Container = failure.Container,
            Reason = failure.Reason,
            ExitCode = failure.ExitCode,
            HttpStatus = failure.HttpStatus,
            Url = failure.Url,
            LogLines = failure.LogLines,
        },
    };

    private static UpgradeRolledBack RolledBack(UpgradeApplied applied, IReadOnlyList<CheckResult> checks, UpgradeFailed? undone) => new()
    {
        UpgradeId = applied.UpgradeId,
        Stack = applied.Stack,
        Step = applied.Step,
        Cause = undone?.Cause ?? FailureCause.Unknown,
        Reason = undone?.Evidence.Summary ?? "why it was undone is not known here",
        Images = applied.Images,
        Charts = applied.Charts,
        FailedVersion = Versions([.. applied.Images.Select(i => i.From), .. applied.Charts.Select(c => c.From)]),
        RunningVersion = Versions([.. applied.Images.Select(i => i.To), .. applied.Charts.Select(c => c.To)]),
        UndoCommit = applied.CommitSha,
        DatabaseRestored = applied.Restored is not null,
        Restored = applied.Restored,
        Checks = checks,
    };

    private static string Versions(IEnumerable<string> versions) => string.Join(", ", versions.Distinct());
}
