using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>The steps of the way with their commits, pipelines and diffs.</summary>
internal static class StepsSection
{
    public static Html Of(Dossier dossier)
    {
        var steps = dossier.Plan?.Steps ?? [];
        var numbers = steps.Select(s => s.Number).Concat(dossier.Commits.Select(c => c.Event.Step)).Distinct().Order().Take(60).ToList();
        return numbers.Count == 0 ? Html.Nothing : Html.Of(
            $"""
            <section aria-labelledby="steps-title"><h2 id="steps-title">Steps and commits</h2>
            <ol class="way">{numbers.Select(n => Step(dossier, n, steps.FirstOrDefault(s => s.Number == n)))}</ol>
            </section>
            """);
    }

    /// <summary>What a commit is for.</summary>
    public static string Word(StepKind kind) => kind switch
    {
        StepKind.Rollback => "the rollback",
        StepKind.Restore => "the restore",
        StepKind.ForwardFix => "the memory fix",
        _ => "the change",
    };

    private static Html Step(Dossier dossier, int number, PlanStep? step)
    {
        var commits = dossier.Commits.Where(c => c.Event.Step == number).ToList();
        var verified = dossier.All<StepVerified>().Any(v => v.Event.Step == number) || dossier.All<UpgradeSucceeded>().Any(v => v.Event.Step == number);
        var failed = dossier.All<UpgradeFailed>().Any(v => v.Event.Step == number && v.Event.Kind is StepKind.Upgrade or StepKind.ForwardFix);
        var state = verified ? Marks.Badge("good", "✓", "good") : failed ? Marks.Badge("bad", "✕", "failed")
            : commits.Count > 0 ? Marks.Badge("busy", "▶", "under way") : dossier.Summary.State == UpgradeSummary.Done ? Marks.Badge("calm", "·", "not reached") : Marks.Badge("calm", "·", "not begun");
        return Html.Of(
            $"""
            <li>
            <div class="top"><h3>Step {number}{(step is null ? Html.Nothing : Html.Of($" to <code>{step.Version}</code>"))}</h3> {state}</div>
            {(commits.Count == 0 && step is not null ? Edits(step) : Html.Nothing)}
            {commits.Select(c => Commit(dossier, c))}
            </li>

            """);
    }

    private static Html Edits(PlanStep step) => Html.Of(
        $"""<ul class="edits">{step.Edits.Take(40).Select(e => Html.Of($"<li><code>{e.File}:{e.Line}</code> <code>{e.OldText}</code> → <code>{e.NewText}</code></li>"))}</ul>""");

    private static Html Commit(Dossier dossier, Told<UpgradeApplied> told)
    {
        var e = told.Event;
        return Html.Of(
            $"""
            <div class="commit">
            <p><b>{Named(e)}</b> <code title="{e.CommitSha}">{Marks.Short(e.CommitSha)}</code> <span class="quiet">{Marks.Time(told.At)}, watched for {Marks.Span(e.Window)}</span> {dossier.All<PipelineFound>()
                .Where(p => p.Event.Step == e.Step && p.Event.Kind == e.Kind).DistinctBy(p => p.Event.Url).Take(5).Select(p => Html.Of($" · CI {Marks.Link(p.Event.Url, $"pipeline {p.Event.Number}")}"))}</p>
            {DiffBlock.Of(e.Diff)}
            </div>
            """);
    }

    private static Html Named(UpgradeApplied e) => e.Kind switch
    {
        StepKind.Rollback => Html.Of($"Rollback"),
        StepKind.Restore => Html.Of($"Restore of the database"),
        StepKind.ForwardFix => e.Fix is { } fix ? Html.Of($"More memory for <code>{fix.Container}</code>: <code>{fix.From}</code> → <code>{fix.To}</code>") : Html.Of($"Memory fix"),
        _ => Html.Of($"Change"),
    };
}
