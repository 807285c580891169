using Upgrades.Contracts.Events;

namespace Upgrades.Notifier.Pages;

/// <summary>What happened, in order, a line each.</summary>
internal static class StorySection
{
    private const int Most = 200;

    public static Html Of(Dossier dossier) => Html.Of(
        $"""
        <section aria-labelledby="story-title"><h2 id="story-title">What happened</h2>
        <ol class="story">{dossier.Events.Take(Most).Select((e, i) => Line(e, i == 0 ? null : e.At - dossier.Events[i - 1].At))}</ol>
        {(dossier.Events.Count > Most ? Html.Of($"<p>And {dossier.Events.Count - Most} more, see the JSON.</p>") : Html.Nothing)}
        </section>
        """);

    private static Html Line(Told<object> told, TimeSpan? after) => Html.Of(
        $"<li class=\"{Kind(told.Event)}\">{Marks.Time(told.At)} <span class=\"quiet after\">{(after is { TotalSeconds: >= 1 } pause ? "+" + Marks.Span(pause) : "")}</span> <span>{Words(told.Event)}</span></li>\n");

    private static string Kind(object message) => message switch
    {
        UpgradeSucceeded or StepVerified => "good",
        UpgradeFailed or RollbackFailed => "bad",
        UpgradeRolledBack or UpgradeAborted or VersionQuarantined or PlanOutdated => "care",
        _ => "calm",
    };

    private static Html Words(object message) => message switch
    {
        UpdateDetected e => Html.Of($"Update seen: <code>{e.Image}</code> <code>{e.Tag}</code>{(e.Source is null ? "" : $" by {e.Source}")}{(e.Force ? ", forced" : "")}"),
        UpdateHeld e => Html.Of($"Held until {Marks.Time(e.HeldUntil)}: {e.Reason}"),
        UpdateReleased e => Html.Of($"Released: <code>{e.Image}</code> <code>{e.Tag}</code>"),
        UpgradePlanned e => Html.Of($"Planned: risk {e.Risk.ToString()}, {Marks.Count(e.Steps.Count, "step", "steps")}{(e.Revision > 0 ? $", revision {e.Revision}" : "")}"),
        PlanOutdated e => Html.Of($"To be planned again: {e.Reason}"),
        UpgradeStarted => Html.Of($"Its turn has come"),
        BaselineRecorded { Blocker: { } blocker } => Html.Of($"The state before is recorded; nothing may be applied: {blocker}"),
        BaselineRecorded e => Html.Of($"The state before is recorded: {(e.Problems.Count == 0 ? "all is well" : Marks.Count(e.Problems.Count, "thing is", "things are") + " broken already")}"),
        BackupCompleted e => Html.Of($"Backed up by Job <code>{e.Namespace}/{e.Job}</code> in {Marks.Span(e.Duration)}"),
        UpgradeApplied e => Html.Of($"Pushed {StepsSection.Word(e.Kind)} of step {e.Step} as <code>{Marks.Short(e.CommitSha)}</code>"),
        PipelineFound e => Html.Of($"CI is at it: {Marks.Link(e.Url, $"pipeline {e.Number}")}"),
        StepVerified e => Html.Of($"Step {e.Step} of {e.StepCount} is good"),
        UpgradeSucceeded => Html.Of($"<b>Upgraded</b>, all steps are good"),
        UpgradeFailed e => Html.Of($"<b>Failed</b>, seen by {e.Check}: {e.Evidence.Summary}"),
        UpgradeRolledBack e => Html.Of($"<b>Rolled back</b>: <code>{e.RunningVersion}</code> runs again{(e.DatabaseRestored ? ", the database was restored" : "")}"),
        RollbackFailed e => Html.Of($"<b>CRITICAL</b>: could not be put back: {e.Reason}"),
        UpgradeAborted e => Html.Of($"<b>Given up</b> at {e.Stage.ToString()}: {e.Reason}"),
        UpgradeSkipped e => Html.Of($"Left alone: {e.Detail}"),
        VersionQuarantined e => Html.Of($"<code>{e.Version}</code> is not tried again: {e.Reason}"),
        _ => Html.Text(message.GetType().Name),
    };
}
