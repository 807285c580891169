using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Pages;

/// <summary>The plan: how dangerous it is, which line of which release says so, what it closes, and where that was read.</summary>
internal static class PlanSection
{
    private const int Most = 40;

    public static Html Of(UpgradePlanned? plan) => plan is null ? Html.Nothing : Html.Of(
        $"""
        <section aria-labelledby="plan-title"><h2 id="plan-title">Plan</h2>
        <p>{Marks.Risk(plan.Risk.ToString())} {Marks.Count(plan.Steps.Count, "step", "steps")}, each watched for {Marks.Span(plan.Window)}{(plan.Revision > 0 ? $"; revision {plan.Revision}" : "")}. <span class="quiet">Planned {Marks.Time(plan.PlannedAt)} on commit <code>{Marks.Short(plan.BaseCommit)}</code> of {plan.Repository}.</span></p>
        {(plan.Summary.Count > 0 ? Html.Of($"<ul>{plan.Summary.Take(Most).Select(s => Html.Of($"<li>{s}</li>"))}</ul>") : Html.Nothing)}
        {List("Why it is so dangerous", plan.Reasons, Reason)}
        {List("Configuration that the notes name", plan.Configuration, Mention)}
        {List("Weaknesses that it closes", plan.SecurityFixes, Fix)}
        {(plan.SecurityFixes.Count == 0 ? List("Weaknesses that the notes name", plan.Advisories, a => Html.Of($"<li><code>{a}</code></li>")) : Html.Nothing)}
        {List("Weaknesses known in the new version", plan.KnownWeaknesses, Fix)}
        {List("Notes were read at", plan.Sources, s => Html.Of($"<li>{Marks.Link(s.Url, s.Repository)} for <code>{s.Of}</code>: {s.Why}</li>"))}
        {Advice(plan.Advice)}
        {SetAside(plan.SetAside)}
        </section>
        """);

    private static Html List<T>(string title, IReadOnlyList<T> items, Func<T, Html> item) => items.Count == 0 ? Html.Nothing : Html.Of(
        $"""
        <h3>{title}</h3><ul class="cited">{items.Take(Most).Select(item)}{(items.Count > Most ? Html.Of($"<li>and {items.Count - Most} more, see the JSON</li>") : Html.Nothing)}</ul>
        """);

    private static Html Reason(RiskReason r) => Html.Of(
        $"<li><b>{r.Rule}</b>{(r.Release is null ? Html.Nothing : Html.Of($" in {Marks.Link(r.Url, r.Release)}"))}{Quote(r.Line)}</li>");

    private static Html Mention(ConfigurationMention m) => Html.Of(
        $"<li><code>{m.Name}</code> in {Marks.Link(m.Url, m.Release)}, {(m.SetAt.Count == 0 ? Html.Of($"set nowhere in the stack") : Html.Of($"<b>set at {Html.Join(", ", m.SetAt.Take(10).Select(s => Html.Of($"<code>{s}</code>")))}</b>"))}{Quote(m.Line)}</li>");

    private static Html Fix(SecurityFix f) => Html.Of(
        $"<li>{(f.Severity is null ? Html.Nothing : Marks.Badge(f.Severity is "high" or "critical" ? "bad" : "care", "△", f.Severity))} {Marks.Link(f.Url, f.Id)} {f.Summary}</li>");

    /// <summary>Nobody shall take it for something that was checked.</summary>
    private static Html Advice(string? advice) => string.IsNullOrWhiteSpace(advice) ? Html.Nothing : Html.Of(
        $"""
        <h3>The advisor</h3><aside class="advice"><p class="quiet">A language model has read the notes and wrote this. It decides nothing and was not checked.</p><div class="words">{Html.Lines([advice], 6000)}</div></aside>
        """);

    private static Html SetAside(IReadOnlyList<SetAsideHit> hits) => hits.Count == 0 ? Html.Nothing : Html.Of(
        $"""
        <details><summary>{Marks.Count(hits.Count, "keyword was", "keywords were")} found and set aside</summary><ul class="cited">{hits.Take(Most).Select(h =>
            Html.Of($"<li><b>{h.Rule}</b> in {Marks.Link(h.Url, h.Release)}: {h.Why}{Quote(h.Line)}</li>"))}</ul></details>
        """);

    private static Html Quote(string? line) => string.IsNullOrEmpty(line) ? Html.Nothing : Html.Of($"<blockquote>{line}</blockquote>");
}
