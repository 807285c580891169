using Upgrades.Contracts.Events;

namespace Upgrades.Notifier.Pages;

/// <summary>What is broken now, with what to do about it.</summary>
internal static class BrokenSection
{
    private const int MostFaults = 5;

    public static Html Of(Overview overview) => overview.BrokenCount == 0
        ? Html.Of($"""<section id="broken" class="empty" aria-labelledby="broken-title"><h2 id="broken-title">Broken</h2><p>Nothing is broken.</p></section>""")
        : Html.Of(
            $"""
            <section id="broken" aria-labelledby="broken-title"><h2 id="broken-title">Broken <span class="number">{overview.BrokenCount}</span></h2>
            <ul class="cards">
            {overview.Criticals.Select(Critical)}{overview.LateChannels.Select(Slack)}{overview.Dependencies.Select(Dependency)}{Faults(overview.Faults)}
            </ul></section>
            """);

    private static Html Critical(Told<RollbackFailed> told) => Html.Of(
        $"""
        <li class="card bad">
        <div class="top"><h3><a class="stack" href="{Href.Upgrade(told.Event.UpgradeId)}">{told.Event.Stack}</a></h3> {Marks.Badge("bad", "✕", "CRITICAL")}</div>
        <p>It is broken and could not be put back: {told.Event.Reason}</p>
        <p class="todo"><b>To do:</b> <a href="{Href.Upgrade(told.Event.UpgradeId)}">the state of git, cluster and database, and the commands to run next</a>.</p>
        <p class="quiet">since {Marks.Time(told.At)}; shown until an upgrade of it is good again</p>
        </li>
        """);

    private static Html Slack(Channel channel) => Html.Of(
        $"""
        <li class="card bad">
        <div class="top"><h3>Slack</h3> {Marks.Badge("bad", "✕", "Not told")}</div>
        <p>Slack has not been told since {(channel.Since is { } since ? Marks.Time(since) : Html.Text("a while"))}: {Marks.Count(channel.Untold, "event waits", "events wait")}.</p>
        {(channel.Error is { } error ? Html.Of($"<pre tabindex=\"0\">{Html.Lines([error], 2000)}</pre>") : Html.Of($"<p>No error was met; it is only late.</p>"))}
        <p class="todo"><b>To do:</b> read the error. What waits is told in order as soon as Slack takes it; until then this page is the only place that tells.</p>
        </li>
        """);

    private static Html Dependency(Told<DependencyFailed> told) => Html.Of(
        $"""
        <li class="card bad">
        <div class="top"><h3><code>{told.Event.Dependency}</code></h3> {(told.Event.HoldsUpgrades ? Marks.Badge("bad", "✕", "Upgrades wait for it") : Marks.Badge("care", "△", "Does not work"))}</div>
        <p><code>{told.Event.Service}</code> cannot use it: {told.Event.Problem}</p>
        <p class="todo"><b>To do:</b> {told.Event.Advice}</p>
        <p class="quiet">since {Marks.Time(told.Event.Since)}</p>
        </li>
        """);

    private static Html Faults(IReadOnlyList<Told<MessageFaulted>> faults) => faults.Count == 0 ? Html.Nothing : Html.Of(
        $"""
        <li class="card bad">
        <div class="top"><h3>{Marks.Count(faults.Count, "message", "messages")} in error queues</h3> {Marks.Badge("bad", "✕", "Not handled")}</div>
        {faults.Take(MostFaults).Select(f => Html.Of($"<p>{Marks.Time(f.At)} <code>{f.Event.Queue}_error</code>: {f.Event.Error}</p>"))}
        <p class="todo"><b>To do:</b> see what lies there still and why, and after a fix put it back.</p>
        <pre class="command" tabindex="0">{Html.Lines(faults.Select(f => f.Event.Queue).Distinct().Take(MostFaults).SelectMany(q => (string[])[
            $"upgrades replay --from-error {ShellWord.Quote(q)} --list", $"upgrades replay --from-error {ShellWord.Quote(q)}"]))}</pre>
        <p class="quiet">from the last seven days; whether they are there still, only the broker knows</p>
        </li>
        """);
}
