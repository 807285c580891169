using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>What has been, newest first, and the search in it.</summary>
internal static class HistorySection
{
    private static readonly (string Value, string Word)[] Choices =
    [
        ("", "All upgrades"),
        (Outcome.Succeeded, "Upgraded"),
        (Outcome.RolledBack, "Rolled back"),
        (Outcome.Critical, "Broken"),
        (Outcome.Aborted, "Not upgraded"),
        (Outcome.Skipped, "Left alone"),
        (HistorySearch.Everything, "Everything"),
    ];

    public static Html Of(Overview overview) => Html.Of(
        $"""
        <section id="history" aria-labelledby="history-title"><h2 id="history-title">History</h2>
        <form method="get" action="{Href.Overview}" class="search" role="search">
        <label for="q">Search</label>
        <input id="q" name="q" type="search" value="{overview.Search.Text}" maxlength="200" placeholder="stack, image, version, commit, CVE, words">
        <label for="outcome">Outcome</label>
        <select id="outcome" name="outcome">{Choices.Select(c => Choice(c.Value, c.Word, overview.Search.Outcome))}</select>
        <button type="submit">Search</button>{(overview.Search.IsNarrowed ? Html.Of($"""<a href="{Href.Overview}">Show all</a>""") : Html.Nothing)}
        </form>
        {(overview.History.Count == 0 ? Html.Of($"<p class=\"none\">{(overview.Search.IsNarrowed ? "Nothing was found." : "Nothing yet.")}</p>") : Rows(overview.History))}
        {(overview.Older is { } older ? Html.Of($"""<p class="more"><a class="button" href="{Href.History(older)}">Older</a></p>""") : Html.Nothing)}
        </section>
        """);

    private static Html Rows(IReadOnlyList<UpgradeSummary> history) => Table.Of(
        ["Stack", "Outcome", "Change", "Risk", "Why", "Ended (UTC)", "Took"],
        history.Select(u => Table.Row(
            Guid.TryParse(u.Id, out var id) ? Html.Of($"""<a class="stack" href="{Href.Upgrade(id)}">{u.Stack}</a>""") : Html.Of($"""<span class="stack">{u.Stack}</span>"""),
            Marks.State(u),
            Marks.Moves(u.Moves),
            Marks.Risk(u.Risk),
            Html.Text(u.Doing),
            u.EndedAt is { } ended ? Marks.Time(ended) : Html.Nothing,
            u.EndedAt is { } end ? Html.Text(Marks.Span(end - u.BeganAt)) : Html.Nothing)));

    private static Html Choice(string value, string word, string chosen) => value == chosen
        ? Html.Of($"""<option value="{value}" selected>{word}</option>""")
        : Html.Of($"""<option value="{value}">{word}</option>""");
}
