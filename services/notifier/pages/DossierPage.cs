using Upgrades.Contracts.Events;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary><c>/upgrades/{id}</c>: what became of it and what is to do first, then the evidence, and everything else below.</summary>
internal static class DossierPage
{
    public static string Title(Dossier dossier) => dossier.Summary switch
    {
        { Outcome: Outcome.Succeeded } => "✓ ",
        { Outcome: Outcome.Critical } => "✕ ",
        { Outcome: Outcome.RolledBack } => "↩ ",
        _ => "",
    } + $"{dossier.Summary.Stack} – Upgrades";

    public static Html Body(Dossier dossier) => Html.Of(
        $"""
        <p class="back"><a href="{Href.Overview}">← Timeline</a></p>
        {Head(dossier)}
        {Verdict(dossier)}
        {Places(dossier)}
        {Critical(dossier.Last<RollbackFailed>())}
        {EvidenceSection.Of(dossier)}
        {ChecksSection.Of(dossier)}
        {StepsSection.Of(dossier)}
        {PlanSection.Of(dossier.Plan)}
        {BackupSection.Of(dossier)}
        {StorySection.Of(dossier)}
        {RawSection.Of(dossier)}
        """);

    /// <summary>The page is long, and at night on a telephone.</summary>
    private static Html Places(Dossier dossier) => Html.Of(
        $"""
        <nav aria-label="On this page"><ul class="tally">
        {Place("evidence", "Evidence", dossier.All<UpgradeFailed>().Any())}{Place("checks", "Checks", dossier.All<UpgradeSucceeded>().Any() || dossier.All<UpgradeFailed>().Any())}
        {Place("steps", "Steps and diff", dossier.Plan is not null || dossier.Commits.Count > 0)}{Place("plan", "Plan", dossier.Plan is not null)}{Place("story", "What happened", true)}{Place("raw", "Events", true)}
        </ul></nav>
        """);

    private static Html Place(string place, string word, bool isThere) =>
        isThere ? Html.Of($"<li><a href=\"{Href.Here(place + "-title")}\">{word}</a></li>") : Html.Nothing;

    private static Html Head(Dossier dossier)
    {
        var upgrade = dossier.Summary;
        return Html.Of(
            $"""
            <div class="title"><h1><span class="stack">{upgrade.Stack}</span></h1> {Marks.State(upgrade)} {Marks.Risk(upgrade.Risk)}</div>
            {Marks.Moves(upgrade.Moves)}
            <p class="quiet">{(upgrade.EndedAt is { } ended
                ? Html.Of($"{Marks.Time(upgrade.BeganAt)} to {Marks.Time(ended)} UTC, {Marks.Span(ended - upgrade.BeganAt)}")
                : Html.Of($"since {Marks.Time(upgrade.BeganAt)} UTC; as of {Marks.Time(dossier.Now)}"))} · <code class="id">{dossier.Id.ToString()}</code></p>
            """);
    }

    private static Html Verdict(Dossier dossier)
    {
        var todo = ToDo.Of(dossier);
        return Html.Of(
            $"""
            <section class="card {Kind(dossier.Summary)}" aria-labelledby="outcome-title"><h2 id="outcome-title">{Says(dossier)}</h2>
            {(dossier.Summary.Doing.Length > 0 ? Html.Of($"<p>{dossier.Summary.Doing}</p>") : Html.Nothing)}
            {(dossier.Summary.State == UpgradeSummary.Running ? Html.Of($"<p>{Marks.Steps(Math.Max(dossier.Summary.Step, 1), dossier.Summary.StepCount)} for {Marks.Span(dossier.Now.ToUnixTimeMilliseconds() - dossier.Summary.Since)}</p>") : Html.Nothing)}
            {(dossier.Last<UpgradeRolledBack>()?.Restored is { } data ? Html.Of($"<p>The database <code>{data.Database}</code> was put back as of {Marks.Time(data.BackupFinishedAt)}. What was written from then until {Marks.Time(data.StartedAt)} is lost ({Marks.Span(data.StartedAt - data.BackupFinishedAt)}).</p>") : Html.Nothing)}
            <p class="todo"><b>To do:</b> {todo.Words}</p>
            {(todo.Commands.Count > 0 ? Html.Of($"<pre class=\"command\" tabindex=\"0\">{Html.Lines(todo.Commands)}</pre>") : Html.Nothing)}
            </section>
            """);
    }

    private static string Says(Dossier dossier) => (dossier.Summary.State, dossier.Summary.Outcome) switch
    {
        (_, Outcome.Succeeded) => "Upgraded, and found good",
        (_, Outcome.RolledBack) => dossier.Last<UpgradeRolledBack>() is { } e ? $"Rolled back: {e.FailedVersion} did not work, {e.RunningVersion} runs again{(e.DatabaseRestored ? " with its data" : "")}" : "Rolled back",
        (_, Outcome.Critical) => "CRITICAL: it is broken and could not be put back",
        (_, Outcome.Aborted) => dossier.Last<UpgradeAborted>() is { } e ? $"Not upgraded: given up at {e.Stage.ToString().ToLowerInvariant()}, nothing was changed by this step; git holds {e.VersionInGit}" : "Not upgraded",
        (_, Outcome.Skipped) => "Left alone",
        (UpgradeSummary.Running, _) => "Under way",
        _ => "Waiting",
    };

    private static string Kind(UpgradeSummary upgrade) => upgrade.Outcome switch
    {
        Outcome.Succeeded => "good",
        Outcome.Critical => "bad",
        Outcome.RolledBack or Outcome.Aborted => "care",
        _ => upgrade.State == UpgradeSummary.Running ? "busy" : "calm",
    };

    private static Html Critical(RollbackFailed? e) => e is null ? Html.Nothing : Html.Of(
        $"""
        <section aria-labelledby="state-title"><h2 id="state-title">What is where</h2>
        <dl><dt>git</dt><dd>{e.GitState}</dd><dt>cluster</dt><dd>{e.ClusterState}</dd><dt>database</dt><dd>{e.DatabaseState}</dd></dl></section>
        """);
}
