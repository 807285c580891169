using Upgrades.Contracts.Events;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary><c>/</c>: what is broken first, then what is under way, what waits, and what has been.</summary>
internal static class OverviewPage
{
    private const int MostDetails = 20;

    public static Html Body(Overview overview, int? refreshSeconds) => Html.Of(
        $"""
        {Headline(overview)}
        {BrokenSection.Of(overview)}
        {Running(overview)}
        {Waiting(overview)}
        {Held(overview.Held)}
        {Quarantined(overview.Quarantined)}
        {HistorySection.Of(overview)}
        {Footer(overview, refreshSeconds)}
        """);

    /// <summary>For the browser's tab.</summary>
    public static string Title(Overview overview) => overview.BrokenCount > 0 ? $"✕ {overview.BrokenCount} broken – Upgrades"
        : overview.Running.Count > 0 ? $"▶ {overview.Running.Count} running – Upgrades" : "✓ Upgrades";

    private static Html Headline(Overview overview)
    {
        var words = (overview.BrokenCount, overview.Running.Count) switch
        {
            ( > 0, _) => Html.Of($"""<h1 class="bad"><span aria-hidden="true">✕</span> {Marks.Count(overview.BrokenCount, "thing is", "things are")} broken</h1>"""),
            (0, > 0) => Html.Of($"""<h1 class="busy"><span aria-hidden="true">▶</span> {Marks.Count(overview.Running.Count, "upgrade", "upgrades")} running</h1>"""),
            _ => Html.Of($"""<h1 class="good"><span aria-hidden="true">✓</span> All is well</h1>"""),
        };
        return Html.Of(
            $"""
            <div class="headline">{words}<p class="asof">as of {Marks.Time(overview.Now)} UTC</p></div>
            <nav aria-label="On this page"><ul class="tally">
            {Tally("broken", overview.BrokenCount, "Broken")}{Tally("running", overview.Running.Count, "Running")}{Tally("waiting", overview.Waiting.Count, "Waiting")}
            {Tally("held", overview.Held.Count, "Held")}{Tally("quarantined", overview.Quarantined.Count, "Quarantined")}<li><a href="#history">History</a></li>
            </ul></nav>
            """);
    }

    private static Html Tally(string place, int count, string word) =>
        Html.Of($"""<li class="{(count == 0 ? "none" : place)}"><a href="{Href.Here(place)}"><b>{count}</b> {word}</a></li>""");

    private static Html Running(Overview overview) => Section("running", "Running now", overview.Running.Count, "Nothing is being upgraded.", Html.Of(
        $"""<ul class="cards">{overview.Running.Select(u => Html.Of(
            $"""
            <li class="card busy">
            <div class="top"><h3>{Stack(u)}</h3> {Marks.Risk(u.Risk)}</div>
            {Marks.Moves(u.Moves)}
            <p class="doing">{Marks.Steps(Math.Max(u.Step, 1), u.StepCount)} <span class="now-doing">{u.Doing}</span></p>
            <p class="quiet">for {Marks.Span(overview.Now.ToUnixTimeMilliseconds() - u.Since)}; began {Marks.Time(u.BeganAt)}</p>
            </li>

            """))}</ul>"""));

    private static Html Waiting(Overview overview) => Section("waiting", "Waiting", overview.Waiting.Count, "Nothing waits for its turn.", Table.Of(
        ["Stack", "Change", "Risk", "Why", "For"],
        overview.Waiting.Select(u => Table.Row(
            Stack(u), Marks.Moves(u.Moves), Marks.Risk(u.Risk), Html.Text(u.Doing), Html.Text(Marks.Span(overview.Now.ToUnixTimeMilliseconds() - u.Since))))));

    private static Html Held(IReadOnlyList<Told<UpdateHeld>> held) => Section("held", "Held", held.Count, "No update is held back.", Table.Of(
        ["Image", "Version", "Why", "Until (UTC)"],
        held.Select(h => Table.Row(Code(h.Event.Image), Code(h.Event.Tag), Html.Text(h.Event.Reason), Marks.Time(h.Event.HeldUntil)))));

    private static Html Quarantined(IReadOnlyList<Told<VersionQuarantined>> versions) => Section("quarantined", "Quarantined", versions.Count, "No version is in quarantine.", Html.Of(
        $"""
        {Table.Of(
            ["Stack", "Image", "Version", "Why", "Since (UTC)"],
            versions.Take(MostDetails).Select(q => Table.Row(
                Html.Of($"<a class=\"stack\" href=\"{Href.Upgrade(q.Event.UpgradeId)}\">{q.Event.Stack}</a>"),
                Code(q.Event.Image), Code(q.Event.Version), Html.Text(q.Event.Reason), Marks.Time(q.At))))}
        <p class="quiet">{(versions.Count > MostDetails ? $"And {versions.Count - MostDetails} more. " : "")}They are not tried again by themselves. <code>upgrades quarantine</code> shows all of them; <code>upgrades quarantine lift STACK IMAGE VERSION</code> allows one again.</p>
        """));

    private static Html Section(string place, string title, int count, string none, Html content) => count == 0
        ? Html.Of($"""<section id="{place}" class="empty" aria-labelledby="{place}-title"><h2 id="{place}-title">{title}</h2><p>{none}</p></section>""")
        : Html.Of($"""<section id="{place}" aria-labelledby="{place}-title"><h2 id="{place}-title">{title} <span class="number">{count}</span></h2>{content}</section>""");

    private static Html Stack(UpgradeSummary u) =>
        Guid.TryParse(u.Id, out var id) ? Html.Of($"""<a class="stack" href="{Href.Upgrade(id)}">{u.Stack}</a>""") : Html.Of($"""<span class="stack">{u.Stack}</span>""");

    private static Html Code(string text) => Html.Of($"<code>{text}</code>");

    private static Html Footer(Overview overview, int? refreshSeconds) => Html.Of(
        $"""
        <footer><p>All times are UTC{(refreshSeconds is { } s ? $"; this page loads itself anew every {s} s" : "")}.
        {(refreshSeconds is null ? Html.Of($"""<a href="{Href.Refreshed(30)}">Load anew every 30 s</a>""") : Html.Of($"""<a href="{Href.Overview}">Stop that</a>"""))}
        · <a href="{Href.OverviewJson}">JSON</a></p></footer>
        """);
}
