using Upgrades.Contracts.Events;
using Upgrades.Notifier.Folding;
using Upgrades.Notifier.Pages;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>Strangers write release notes, tags, logs and answers; whatever they write stays text.</summary>
public sealed class HostilePagesTests
{
    private static readonly string[] Texts =
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "\" onfocus=\"alert(1)\" autofocus=\"",
        "javascript:alert(document.cookie)",
        "data:text/html,<script>alert(1)</script>",
        "</pre></details></code></table></main></body></html><h1>mine</h1>",
        "--><style>*{display:none}</style><!--",
        "&lt;script&gt;&#60;script&#62;&amp;",
        "\u202Egpj.exe\u2066\u200B\u2028\u0000\u001B[31m\u009B",
        "$(reboot)`reboot`';reboot #",
    ];

    private static readonly Type[] Ends = [typeof(UpgradeApplied), typeof(UpgradeSucceeded), typeof(UpgradeRolledBack), typeof(RollbackFailed), typeof(UpgradeAborted), typeof(UpgradeSkipped)];

    public static TheoryData<string> Hostile() => [.. Texts];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void the_dossier_has_the_same_tags_whatever_they_write(string text)
    {
        var (hostile, harmless) = (HostileEvents.With(text), HostileEvents.With("x"));
        foreach (var end in Ends)
        {
            var page = Markup.Read(Dossier(hostile, end));

            page.Skeleton.ShouldBe(Markup.Read(Dossier(harmless, end)).Skeleton, end.Name);
            page.Addresses.ShouldAllBe(a => IsFine(a));
        }
    }

    [Fact]
    public async Task the_overview_has_the_same_tags_whatever_they_write()
    {
        var harmless = Markup.Read(await OverviewAsync("x")).Skeleton;
        foreach (var text in Texts)
        {
            var page = Markup.Read(await OverviewAsync(text));

            page.Skeleton.ShouldBe(harmless, text);
            page.Addresses.ShouldAllBe(a => IsFine(a));
        }
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_megabyte_in_every_field_makes_a_page_that_can_be_sent()
    {
        var text = string.Concat(Enumerable.Repeat("<b>&", 1 << 18));

        var page = Dossier(HostileEvents.With(text), typeof(RollbackFailed));
        Markup.Read(page);
        page.Length.ShouldBeLessThan(4 << 20);
        Markup.Read(await OverviewAsync(text));
    }

    [Fact]
    public void a_hundred_thousand_lines_are_cut_and_said_to_be()
    {
        var events = new TimelineEvents();
        var failed = events.Failed();
        var page = Dossier([events.Planned, events.Applied() with { Diff = string.Concat(Enumerable.Repeat("+<i>\n", 100_000)) }, failed with { Evidence = failed.Evidence with { LogLines = [.. Enumerable.Repeat("<b>line</b>", 100_000)] } }]);

        Markup.Read(page);
        page.ShouldContain("more lines, the JSON has them");
        page.ShouldContain("characters before this are left out");
        page.Length.ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void each_text_does_reach_the_pages()
    {
        // Or the tests above would show nothing.
        var page = Dossier(HostileEvents.With("needle"), typeof(UpgradeRolledBack));

        page.Split("needle").Length.ShouldBeGreaterThan(60);
        foreach (var visible in (string[])["needle</span></h1>", "needle</h3>", "needle</blockquote>", "<code>needle</code>", "needle\n</span></pre>"])
        {
            page.ShouldContain(visible);
        }
    }

    /// <param name="end">The only outcome that there is.</param>
    private static string Dossier(IReadOnlyList<object> messages, Type end)
    {
        var ends = Ends.Except([typeof(UpgradeApplied)]).Except([end]).ToList();
        return Dossier([.. messages.Where(m => !ends.Contains(m.GetType()))]);
    }

    private static string Dossier(IReadOnlyList<object> messages)
    {
        var entries = messages.Select((m, i) => HostileEvents.Entry(m, i + 1)).ToList();
        var summary = messages.Where(m => FoldUpgrade.Subject(m) is not null).Select((m, i) => (m, i))
            .Aggregate((UpgradeSummary?)null, (s, m) => FoldUpgrade.Fold(s, HostileEvents.Id.ToString(), m.i + 1, 1_793_520_000_000, m.m))!;
        var dossier = new Dossier(HostileEvents.Id, summary, entries, DateTimeOffset.UnixEpoch);
        return Frame.Page(DossierPage.Title(dossier), "somebody", canLeave: true, DossierPage.Body(dossier)).ToString();
    }

    private static async Task<string> OverviewAsync(string text)
    {
        await using var timeline = new TimelineStore();
        var events = HostileEvents.With(text).Where(m => m is not (DependencyRecovered or QuarantineLifted or UpgradeSucceeded or UpgradeRolledBack or UpdateReleased or UpdateAnalyzed)).ToList();
        await timeline.RecordAsync(events);
        await timeline.RecordAsync(events.OfType<UpgradePlanned>().Select(p => p with { UpgradeId = Guid.NewGuid() }));
        await timeline.RecordAsync(events.OfType<UpgradeApplied>().Select(p => p with { UpgradeId = Guid.NewGuid() }));
        await timeline.SlackAnswersAsync(text.Replace("\0", "", StringComparison.Ordinal));
        var overview = await timeline.OverviewAsync(outcome: "everything") with { Search = new HistorySearch(text) };
        (overview.Running.Count, overview.Waiting.Count, overview.Held.Count, overview.Quarantined.Count, overview.BrokenCount).ShouldBe((1, 1, 1, 1, 4));
        overview.History.ShouldNotBeEmpty();
        return Frame.Page(OverviewPage.Title(overview), text, canLeave: true, OverviewPage.Body(overview, refreshSeconds: 30)).ToString();
    }

    private static bool IsFine(string address) => address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal) || address.StartsWith('#')
        || address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal)
        || address.StartsWith("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'", StringComparison.Ordinal);
}
