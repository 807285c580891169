using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Pages;

/// <summary>Every check at each verdict, as a strip over time; below it what each of them saw.</summary>
internal static class ChecksSection
{
    /// <summary>A verdict and what its checks said.</summary>
    private sealed record Verdict(string Name, DateTimeOffset At, bool IsGood, IReadOnlyList<CheckResult> Checks);

    public static Html Of(Dossier dossier)
    {
        var verdicts = dossier.Events.Select(Read).OfType<Verdict>().ToList();
        var checks = verdicts.SelectMany(v => v.Checks).Select(c => c.Check).Distinct().Take(30).ToList();
        return verdicts.Count == 0 ? Html.Nothing : Html.Of(
            $"""
            <section aria-labelledby="checks-title"><h2 id="checks-title">Checks</h2>
            {(checks.Count == 0 ? Html.Nothing : Strip(verdicts, checks))}
            {verdicts.Select(Details)}
            </section>
            """);
    }

    private static Verdict? Read(Told<object> told) => told.Event switch
    {
        StepVerified e => new($"Step {e.Step}", told.At, true, e.Checks),
        UpgradeSucceeded e => new(e.StepCount > 1 ? $"Step {e.Step}" : "Upgrade", told.At, true, e.Checks),
        UpgradeFailed e => new(
            e.Kind switch { StepKind.Rollback => "Rollback", StepKind.Restore => "Restore", StepKind.ForwardFix => "Memory fix", _ => $"Step {e.Step}" },
            told.At, false, [new CheckResult { Check = e.Check, Verdict = CheckVerdict.Failed, Detail = e.Evidence.Summary }]),
        UpgradeRolledBack e => new(e.DatabaseRestored ? "Restore" : "Rollback", told.At, true, e.Checks),
        _ => null,
    };

    private static Html Strip(IReadOnlyList<Verdict> verdicts, IReadOnlyList<string> checks) => Html.Of(
        $"""
        <div class="scroll" tabindex="0" role="region" aria-label="Checks over time"><table class="strip">
        <thead><tr><th scope="col">Check</th>{verdicts.Select(v => Html.Of($"<th scope=\"col\">{v.Name}<br>{Clock(v.At)}</th>"))}</tr></thead>
        <tbody>
        {checks.Select(check => Html.Of($"<tr><th scope=\"row\">{check}</th>{verdicts.Select(v => Cell(v.Checks.Where(c => c.Check == check)))}</tr>\n"))}
        </tbody></table></div>
        """);

    /// <summary>The worst, where a check has looked at more than one thing.</summary>
    private static Html Cell(IEnumerable<CheckResult> results) => results.Select(r => r.Verdict).DefaultIfEmpty((CheckVerdict)(-1)).Max() switch
    {
        CheckVerdict.Passed => Html.Of($"""<td class="good"><span aria-hidden="true">✓</span> <span class="word">passed</span></td>"""),
        CheckVerdict.NotProven => Html.Of($"""<td class="calm"><span aria-hidden="true">?</span> <span class="word">not proven</span></td>"""),
        CheckVerdict.BrokenBefore => Html.Of($"""<td class="care"><span aria-hidden="true">△</span> <span class="word">broken before</span></td>"""),
        CheckVerdict.Failed => Html.Of($"""<td class="bad"><span aria-hidden="true">✕</span> <span class="word">failed</span></td>"""),
        _ => Html.Of($"""<td class="gap"><span aria-label="no answer">·</span></td>"""),
    };

    private static Html Details(Verdict verdict)
    {
        var summary = Html.Of($"<summary>{verdict.Name}, {Marks.Time(verdict.At)}: {(verdict.IsGood ? "good" : "failed")}, {Marks.Count(verdict.Checks.Count, "check", "checks")} told</summary>");
        var list = Html.Of($"<ul class=\"seen\">{verdict.Checks.Select(c => Html.Of($"<li>{Mark(c.Verdict)} <b>{c.Check}</b> {c.Detail}</li>"))}</ul>");
        return Html.Of($"<details>{summary}{list}</details>");
    }

    private static Html Mark(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Passed => Marks.Badge("good", "✓", "passed"),
        CheckVerdict.NotProven => Marks.Badge("calm", "?", "not proven"),
        CheckVerdict.BrokenBefore => Marks.Badge("care", "△", "broken before"),
        _ => Marks.Badge("bad", "✕", "failed"),
    };

    private static Html Clock(DateTimeOffset at) => Html.Of(
        $"""<time datetime="{at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)}">{at.UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)}</time>""");
}
