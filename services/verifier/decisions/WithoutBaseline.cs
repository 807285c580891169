using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>
/// What a verdict is worth when the state before was never recorded here, or was lost with the store: what is bad is bad and is
/// undone, but nobody can say that the version made it so.
/// </summary>
internal static class WithoutBaseline
{
    private const string Words = "there is no baseline: the state before the upgrade is not known";

    /// <summary>A pull is of this version alone, whatever was before.</summary>
    public static Failure Of(Failure failure) => failure.Cause != FailureCause.Version || ContainerTrouble.IsPullReason(failure.Reason)
        ? failure
        : failure with { Cause = FailureCause.Unknown, Summary = $"{failure.Summary}; {Words}, so it may have been so already" };

    public static CheckResult Check { get; } = Checks.NotProven(Checks.Baseline, Words);
}
