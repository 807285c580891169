using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Messages;

/// <summary>Every event in words for a person who is woken by it: what, from where to where, why, and what to do next.</summary>
internal static class Describe
{
    private const int LinesOfDiff = 30;

    /// <exception cref="ArgumentOutOfRangeException">An event without words.</exception>
    public static string Event(object message) => message switch
    {
        UpdateDetected e => $":mag: Update seen: {Code(e.Image)} {Code(e.Tag)}{(e.Force ? " (forced)" : "")}",
        UpdateHeld e => $":hourglass: Held until {Time(e.HeldUntil)}: {Code(e.Image)} {Code(e.Tag)} - {Say(e.Reason)}",
        UpdateReleased e => $":arrow_forward: Released: {Code(e.Image)} {Code(e.Tag)}",
        UpdateAnalyzed e => $":white_small_square: Looked at {Code(e.Image)} {Code(e.Tag)}: {Count(e.UpgradeIds.Count, "upgrade")}, {Count(e.Skipped.Count, "stack")} left alone",
        UpgradeSkipped e => $":fast_forward: {Stack(e.Stack ?? "every stack")}: nothing done for {Code(e.Image)} {Code(e.To)} - {Say(e.Detail)}",
        UpgradePlanned e => DescribePlan.Planned(e),
        PlanOutdated e => $":arrows_counterclockwise: {Stack(e.Stack)}: planned anew - {Say(e.Reason)}",
        UpgradeStarted e => $":checkered_flag: {Stack(e.Stack)}: its turn has come, {Changes(e.Images, e.Charts)}",
        BaselineRecorded { WaitFor: { } wait } e => $":hourglass: {Stack(e.Stack)}: waits and is asked for again later - {Say(wait)}",
        BaselineRecorded e => $":stethoscope: {Stack(e.Stack)}: state before the upgrade recorded, {(e.Problems.Count == 0 ? "all well" : "broken already:" + Block(e.Problems))}{(e.Blocker is { } blocker ? $"\n• nothing is applied: {Say(blocker)}" : "")}",
        BackupCompleted e => $":floppy_disk: {Stack(e.Stack)}: database backed up in {e.Duration.TotalSeconds:0} s by Job {Code($"{e.Namespace}/{e.Job}")}{Size(e.Bytes)}{string.Concat(e.Proof.Select(p => $"\n• {Say(p)}"))}",
        UpgradeApplied { Fix: { } fix } e => $":wrench: {Stack(e.Stack)}: more memory for container {Code(fix.Container)}, {Code(fix.From)} → {Code(fix.To)}, pushed as {Code(Short(e.CommitSha))}; it is watched again",
        UpgradeApplied { Kind: StepKind.Restore, Restored: { } data } e => $":floppy_disk: {Stack(e.Stack)}: database {Code(data.Database)} put back as in backup Job {Code(data.BackupJob)}; it is watched how the old version starts with it",
        UpgradeApplied e => $":pencil2: {Stack(e.Stack)}: {(e.Kind == StepKind.Rollback ? "undo" : "change")} pushed as {Code(Short(e.CommitSha))}, {Changes(e.Images, e.Charts)}{Steps(e.Step, e.StepCount)}",
        PipelineFound e => $":gear: {Stack(e.Stack)}: CI is at it, {Link(e.Url, $"pipeline {e.Number}")}",
        MigrationSeen e => $":hourglass_flowing_sand: {Stack(e.Stack)} is migrating: container {Code(e.Container)} says {Code(e.Line)}. It has time until {Time(e.Until)}",
        StepVerified e => $":white_check_mark: {Stack(e.Stack)}: step {e.Step} of {e.StepCount} is good, {Changes(e.Images, e.Charts)}{Mended(e.Fix)}{Checks(e.Checks)}",
        UpgradeSucceeded e => $":white_check_mark: *{Stack(e.Stack)} upgraded*: {Changes(e.Images, e.Charts)}{Mended(e.Fix)}{Checks(e.Checks)}",
        UpgradeFailed e => DescribeTrouble.Failed(e),
        UpgradeRolledBack e => DescribeTrouble.RolledBack(e),
        RollbackFailed e => DescribeTrouble.Critical(e),
        UpgradeAborted e => DescribeTrouble.Aborted(e),
        VersionQuarantined e => $":lock: {Stack(e.Stack)}: {Code(e.Image)} {Code(e.Version)} is not tried again - {Say(e.Reason)}\n• should it be: {Code($"upgrades quarantine lift {e.Stack} {e.Image} {e.Version}")}",
        SecondChanceDecided { RetryAt: { } at } e => $":alarm_clock: {Stack(e.Stack)}: {Code(e.Image)} {Code(e.Version)} is tried again at {Time(at)} - {Say(e.Reason)}",
        SecondChanceDecided e => DescribeTrouble.GivenUp(e),
        QuarantineLifted e => $":unlock: {Stack(e.Stack)}: {Code(e.Image)} {Code(e.Version)} may be tried again, says {Say(e.By)}",
        MessageFaulted e => DescribeTrouble.Faulted(e),
        DependencyFailed e => DescribeTrouble.Dependency(e),
        DependencyRecovered e => $":white_check_mark: {Code(e.Service)} can use {Code(e.Dependency)} again, after {Span(e.After)}",
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "This event has no words."),
    };

    internal static string Stack(string stack) => Code(stack);

    internal static string Short(string sha) => sha.Length > 10 ? sha[..10] : sha;

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    internal static string Span(TimeSpan span) => span.TotalDays >= 2 ? $"{span.TotalDays:0} days" : span.TotalHours >= 1 ? $"{(int)span.TotalHours} h{(span.Minutes > 0 ? $" {span.Minutes} min" : "")}" : $"{span.TotalMinutes:0} min";

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    private static string Steps(int step, int count) => count > 1 ? $" (step {step} of {count})" : "";

    private static string Size(long? bytes) => bytes is { } b ? $" ({b / 1024.0 / 1024.0:0.#} MiB)" : "";

    private static string Mended(MemoryFix? fix) =>
        fix is null ? "" : $"\n• container {Code(fix.Container)} had been killed for want of memory: its limit is {Code(fix.To)} now, before {Code(fix.From)}";

    /// <summary>What in a flat message would be too much, and in an upgrade's thread is what one looks for there.</summary>
    public static string InThread(object message) => message switch
    {
        UpgradePlanned e => DescribePlan.Whole(e),
        UpgradeApplied { Kind: not StepKind.Restore } e => Event(e) + FirstLines([.. e.Diff.Split('\n').Where(l => l.Length > 0 && l[0] is '+' or '-' or '@')], LinesOfDiff),
        _ => Event(message),
    };

    /// <summary>The page of the upgrade on the timeline; empty without one.</summary>
    public static string Timeline(Uri? timeline, string? upgradeId) =>
        timeline is null || upgradeId is null ? "" : Link($"{timeline.AbsoluteUri.TrimEnd('/')}/upgrades/{upgradeId}", "timeline");
}
