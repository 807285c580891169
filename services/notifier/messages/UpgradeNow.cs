using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Messages;

/// <summary>An upgrade's one message: from where to where, how dangerous, how it stands after the last of its events.</summary>
internal static class UpgradeNow
{
    /// <param name="events">Everything that is known of the upgrade, in the order of arrival.</param>
    public static string Of(IReadOnlyList<object> events, Uri? timeline, string upgradeId)
    {
        var plan = events.OfType<UpgradePlanned>().LastOrDefault();
        var stack = events.Select(StackOf).First();
        var stands = events.Select(Stands).OfType<(string Sign, string Words, bool IsEnd)>().ToList();
        // Queues are read side by side: what arrives after the end was before it.
        var (sign, words, _) = stands.FindLastIndex(s => s.IsEnd) is var end and >= 0 ? stands[end] : stands.Count > 0 ? stands[^1] : (":gear:", "begins", false);
        var link = Describe.Timeline(timeline, upgradeId);
        return string.Concat(
            $"{sign} *{Code(stack)}*: {(plan is null ? Moves(events) : $"{Changes(plan.Images, plan.Charts)}, risk {plan.Risk}{(plan.Steps.Count > 1 ? $", {plan.Steps.Count} steps" : "")}")}",
            $"\n{words}",
            Again(events),
            link.Length > 0 ? $" · {link}" : "");
    }

    private static (string Sign, string Words, bool IsEnd)? Stands(object message) => message switch
    {
        UpgradePlanned e => (DescribePlan.Sign(e.Risk), "planned, waits for its turn", false),
        PlanOutdated e => (":arrows_counterclockwise:", $"planned anew: {Say(e.Reason)}", false),
        UpgradeStarted => (":hourglass_flowing_sand:", "its turn has come: the state before is looked at", false),
        BaselineRecorded { WaitFor: { } wait } => (":hourglass:", $"waits: {Say(wait)}", false),
        BaselineRecorded { Blocker: { } blocker } => (":hourglass_flowing_sand:", $"nothing is applied: {Say(blocker)}", false),
        BaselineRecorded => (":hourglass_flowing_sand:", "the state before is recorded", false),
        BackupCompleted => (":floppy_disk:", "the database is backed up", false),
        UpgradeApplied { Kind: StepKind.Rollback } => (":leftwards_arrow_with_hook:", "the old version is put back", false),
        UpgradeApplied { Kind: StepKind.Restore } => (":leftwards_arrow_with_hook:", "the database is restored", false),
        UpgradeApplied { Fix: not null } e => (":wrench:", $"pushed with more memory as {Code(Describe.Short(e.CommitSha))}, is watched", false),
        UpgradeApplied e => (":eyes:", $"{(e.StepCount > 1 ? $"step {e.Step} of {e.StepCount}, " : "")}pushed as {Code(Describe.Short(e.CommitSha))}, is watched", false),
        MigrationSeen e => (":hourglass_flowing_sand:", $"container {Code(e.Container)} migrates its data", false),
        StepVerified { Kind: StepKind.Rollback } => (":leftwards_arrow_with_hook:", "the old version runs, its data is put back next", false),
        StepVerified e => (":eyes:", $"step {e.Step} of {e.StepCount} is good", false),
        UpgradeFailed { Kind: StepKind.Rollback, InPlace: true } e => (":x:", $"the old version does not run with the data of the new one: {Say(e.Evidence.Summary)}", false),
        UpgradeFailed { Kind: StepKind.Rollback or StepKind.Restore } e => (":x:", $"does not run after the undo either: {Say(e.Evidence.Summary)}", false),
        UpgradeFailed e => (":x:", $"failed: {Say(e.Evidence.Summary)}", false),
        UpgradeSucceeded => (":white_check_mark:", "upgraded", true),
        UpgradeRolledBack e => (":leftwards_arrow_with_hook:", $"rolled back{(e.DatabaseRestored ? " with its data" : "")}, {Code(e.RunningVersion)} runs: {Say(e.Reason)}", true),
        RollbackFailed e => (":rotating_light:", $"*CRITICAL: broken, and could not be put back*: {Say(e.Reason)}", true),
        UpgradeAborted e => (":no_entry:", $"not upgraded, given up at {e.Stage}: {Say(e.Reason)}", true),
        UpgradeSkipped e => (":fast_forward:", $"nothing done: {Say(e.Detail)}", true),
        _ => null,
    };

    private static string Again(IReadOnlyList<object> events) =>
        events.LastOrDefault(e => e is SecondChanceDecided or VersionQuarantined) switch
        {
            SecondChanceDecided { RetryAt: { } at } => $"\ntried again at {Describe.Time(at)}",
            SecondChanceDecided e => $"\ngiven up after {e.Attempts} attempts: a person is needed",
            VersionQuarantined => "\nnot tried again by itself",
            _ => "",
        };

    /// <summary>Until the plan is here.</summary>
    private static string Moves(IReadOnlyList<object> events) => events.Select(message => message switch
    {
        UpgradeStarted e => Changes(e.Images, e.Charts),
        UpgradeApplied { Kind: StepKind.Upgrade } e => Changes(e.Images, e.Charts),
        UpgradeSucceeded e => Changes(e.Images, e.Charts),
        UpgradeAborted e => Changes(e.Images, e.Charts),
        UpgradeRolledBack e => $"{Code(e.RunningVersion)} → {Code(e.FailedVersion)}",
        VersionQuarantined e => $"{Code(e.Image)} {Code(e.Version)}",
        _ => null,
    }).FirstOrDefault(m => m is not null) ?? "an upgrade";

    private static string StackOf(object message) => (string?)message.GetType().GetProperty("Stack")?.GetValue(message) ?? "?";
}
