using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;

namespace Upgrades.Executor.Commits;

/// <summary>The message of the commit that undoes a step: which commit, and why.</summary>
internal static partial class UndoMessage
{
    private const int LogLines = 10;

    /// <summary>What an undo of ours says of the failure it answers; null when it does not say it as we do.</summary>
    /// <param name="applied">The undo.</param>
    public static UpgradeFailed? ReadFailure(string message, UpgradeApplied applied)
    {
        var found = Failure().Match(message);
        return !found.Success || !Enum.TryParse<FailureCause>(found.Groups["cause"].Value, out var cause) ? null : new UpgradeFailed
        {
            UpgradeId = applied.UpgradeId,
            Stack = applied.Stack,
            Step = applied.Step,
            Kind = StepKind.Upgrade,
            CommitSha = found.Groups["sha"].Value,
            Images = [.. applied.Images.Select(i => i with { From = i.To, To = i.From, Digest = null })],
            Charts = [.. applied.Charts.Select(c => c with { From = c.To, To = c.From })],
            Check = found.Groups["check"].Value,
            Cause = cause,
            Evidence = new Evidence { Summary = found.Groups["summary"].Value },
        };
    }

    /// <param name="back">The step back.</param>
    /// <param name="fix">Undone with it; null: there was none.</param>
    public static CommitMessage Write(UpgradePlanned plan, StepChange back, UpgradeFailed failure, PlannedFix? fix = null)
    {
        var evidence = failure.Evidence;
        return new CommitMessage(
            $"Revert \"{UpgradeMessage.Subject(plan, StepChange.Forward(plan, back.Number))}\"",
            [
                .. Reverted(failure, fix),
                "",
                $"Failed check: {failure.Check}",
                $"Cause: {failure.Cause}",
                $"Evidence: {evidence.Summary}",
                .. evidence.LogLines.TakeLast(LogLines).Select(l => "  | " + l),
            ],
            CommitTrailers.Of(plan, back));
    }

    private static string[] Reverted(UpgradeFailed failure, PlannedFix? fix) => fix is null ? [$"This reverts commit {failure.CommitSha}."] :
    [
        $"This reverts commit {fix.After}.",
        $"It also reverts commit {failure.CommitSha}, which raised the memory limit of container {fix.Limit.Container} from {fix.Limit.From} to {fix.Limit.To}.",
    ];

    [GeneratedRegex(@"^This reverts commit (?<sha>[0-9a-f]{40})\.\n(?:It also reverts commit [^\n]*\n)?\nFailed check: (?<check>[^\n]+)\nCause: (?<cause>[A-Za-z]+)\nEvidence: (?<summary>[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Failure();
}
