using Upgrades.Analyzer.Outside;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>A chart that was asked for by its own version.</summary>
public sealed class PlanChartTests : IAsyncLifetime
{
    private const string Source = "https://github.com/o/shop";
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        Charts(new ChartSpec("1.0.0", "4.0.0"), new ChartSpec("1.1.0", "4.1.0"), new ChartSpec("1.2.0", "4.1.0"), new ChartSpec("2.0.0", "4.2.0"), new ChartSpec("2.1.0-rc.1", "4.3.0"));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_chart_and_an_application_that_warn_of_nothing_are_safe_and_go_in_one_step()
    {
        Charts(new ChartSpec("1.0.0", "4.0.0"), Version("1.1.0", "4.1.0", "- kind: added\n  description: A value"), Version("1.2.0", "4.1.0", "- kind: fixed\n  description: A value"));
        _world.GitHub.AddRepository("o/shop", [new ReleaseSpec("v4.0.0", "Old"), new ReleaseSpec("v4.1.0", "A door")]);

        var plan = await OnlyAsync("1.2.0");

        (plan.Risk, plan.Reasons.Count, plan.Window).ShouldBe((Risk.Safe, 0, TimeSpan.FromMinutes(2)));
        plan.Steps.ShouldHaveSingleItem().Edits.ShouldHaveSingleItem().NewText.ShouldBe("1.2.0");
        plan.Charts.ShouldBe([new ChartChange { Release = "shop", Chart = "shop", Repository = ChartWorld.Repository, From = "1.0.0", To = "1.2.0" }]);
        plan.Summary.ShouldBe(["2 versions of the chart (notes of 2 releases); its application goes from 4.0.0 to 4.1.0 (notes of 1 release)"]);
        plan.Sources.Select(s => $"{s.Of}: {s.Repository} ({s.Why})").ShouldBe(
            [$"chart shop: {ChartWorld.Repository} (the chart's own list of changes)", "application of chart shop: o/shop (the chart's sources)"]);
    }

    [Fact]
    public async Task a_major_version_of_the_chart_is_gone_to_version_by_version()
    {
        var plan = await OnlyAsync("2.0.0");

        plan.Risk.ShouldBe(Risk.Caution);
        plan.Reasons.Where(r => r.Rule == "major-version").ShouldHaveSingleItem().Line.ShouldBe("chart: 1.0.0 to 2.0.0");
        plan.Steps.Select(s => $"{s.Version}: {s.Edits.Single().OldText} {s.Edits.Single().NewText} {s.Charts.Single().From}").ShouldBe(
            ["1.1.0: 1.0.0 1.1.0 1.0.0", "1.2.0: 1.1.0 1.2.0 1.1.0", "2.0.0: 1.2.0 2.0.0 1.2.0"]);
        plan.Charts.ShouldHaveSingleItem().From.ShouldBe("1.0.0");
    }

    [Fact]
    public async Task a_major_version_of_the_application_alone_is_caution_too()
    {
        Charts(new ChartSpec("1.0.0", "4.0.0"), new ChartSpec("1.1.0", "v5.0.0"));

        (await OnlyAsync("1.1.0")).Reasons.Where(r => r.Rule == "major-version").ShouldHaveSingleItem().Line.ShouldBe("application: 4.0.0 to 5.0.0");
    }

    [Fact]
    public async Task what_the_chart_removes_and_what_the_application_breaks_are_both_cited()
    {
        Charts(new ChartSpec("1.0.0", "4.0.0"), Version("1.1.0", "4.1.0", "- kind: removed\n  description: The value auth"), Version("1.2.0", "4.1.1", "- A fix"));
        _world.GitHub.AddRepository("o/shop", [new ReleaseSpec("v4.1.0", "Fixes"), new ReleaseSpec("v4.1.1", "BREAKING: another door")]);

        var plan = await OnlyAsync("1.2.0", catalog: """{"services":{"shop":{"stepping":"breaking"}}}""");

        plan.Reasons.Select(r => $"{r.Release} {r.Line}").ShouldBe(["chart 1.1.0 Removed: The value auth", "v4.1.1 BREAKING: another door"]);
        plan.Steps.Select(s => s.Version).ShouldBe(["1.1.0", "1.2.0"]);
        plan.Summary[1].ShouldBe("Read before: chart 1.1.0, v4.1.1 (removed, breaking)");
    }

    [Theory]
    [InlineData("o/helm-charts", "v1.1.0", "v1.2.0")]
    [InlineData("o/deploy", "shop-1.1.0", "shop-1.2.0")]
    [InlineData("o/shop", "helm-chart-1.1.0", "helm-chart-1.2.0")]
    public async Task releases_of_the_chart_speak_where_its_entries_do_not(string repository, string first, string second)
    {
        _world.GitHub.AddRepository(repository, [new ReleaseSpec("other-1.2.0", "BREAKING"), new ReleaseSpec(first, "Deprecated: a value"), new ReleaseSpec(second, "Fixes")]);

        var plan = await OnlyAsync("1.2.0", catalog: "{\"helm_chart_repo_overrides\":{\"" + ChartWorld.Repository + "/\":\"" + repository + "\"}}");

        plan.Reasons.Where(r => r.Release is not null).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Release.ShouldBe(first), r => r.Url!.ShouldStartWith("https://github.com/"));
        plan.Sources[0].Why.ShouldBe("helm_chart_repo_overrides");
    }

    [Fact]
    public async Task an_applications_release_of_the_charts_number_is_not_the_charts()
    {
        Charts(new ChartSpec("1.0.0", "4.0.0"), new ChartSpec("1.1.0", "4.0.0", Sources: [Source]));
        _world.GitHub.AddRepository("o/shop", [new ReleaseSpec("v1.1.0", "BREAKING: long ago"), new ReleaseSpec("v4.0.0", "Old")]);

        var plan = await OnlyAsync("1.1.0");

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Reasons.ShouldHaveSingleItem().Line.ShouldBe("chart: its entries have none, and o/shop no releases of it on the way");
        plan.Summary[0].ShouldContain("its application stays at 4.0.0");
    }

    [Fact]
    public async Task notes_of_one_of_the_two_are_enough_and_what_is_missing_is_said()
    {
        Charts(new ChartSpec("1.0.0", "4.0.0"), Version("1.1.0", "4.1.0", "- A fix"));

        var plan = await OnlyAsync("1.1.0");

        plan.Risk.ShouldBe(Risk.Safe);
        plan.Summary[0].ShouldContain("its application goes from 4.0.0 to 4.1.0 (no notes: there is no o/shop (");
    }

    [Fact]
    public async Task notes_of_neither_make_it_unknown_and_both_are_named()
    {
        Charts(new ChartSpec("1.0.0"), new ChartSpec("1.1.0", "main"));

        (await OnlyAsync("1.1.0")).ShouldSatisfyAllConditions(
            p => p.Risk.ShouldBe(Risk.Unknown),
            p => p.Reasons.Select(r => r.Line).ShouldBe(["chart: nothing says where they are", "application: the chart does not say which versions of it 1.0.0 and 1.1.0 bring"]));
    }

    [Theory]
    [InlineData("1.5.0", "the chart https://charts.example.org/charts/shop has no version 1.5.0; the newest before it is 1.2.0")]
    [InlineData("3.0.0", "the newest before it is 2.1.0-rc.1")]
    public async Task a_version_that_is_not_there_is_not_planned(string version, string expected) =>
        (await _world.PlanChartAsync(ChartWorld.Release("\"1.0.0\""), version)).Skips.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(s => s.Reason.ShouldBe(SkipReason.TagNotInRegistry), s => s.Detail.ShouldContain(expected));

    [Fact]
    public async Task a_version_keeps_the_spelling_of_its_repository()
    {
        Charts(new ChartSpec("v1.0.0", "4.0.0"), new ChartSpec("v1.1.0", "4.1.0"));

        (await OnlyAsync("1.1.0", ChartWorld.Release("\"v1.0.0\""))).Steps[0].Edits[0].NewText.ShouldBe("v1.1.0");
    }

    [Theory]
    [InlineData("""{"services":{"shop":{"stepping":"direct","waypoints":["4.1.0"]}}}""", "1.1.0 2.0.0")]
    [InlineData("""{"services":{"shop":{"stepping":"direct","waypoints":["1.2.0"]}}}""", "1.2.0 2.0.0")]
    [InlineData("""{"services":{"shop":{"stepping":"direct"}}}""", "2.0.0")]
    [InlineData("""{"max_steps":2}""", "1.2.0 2.0.0")]
    public async Task the_catalog_decides_how_the_way_is_cut(string catalog, string expected) =>
        string.Join(' ', (await OnlyAsync("2.0.0", catalog: catalog)).Steps.Select(s => s.Version)).ShouldBe(expected);

    [Fact]
    public async Task a_waypoint_of_the_application_that_no_chart_brings_closes_the_way() =>
        (await _world.PlanChartAsync(ChartWorld.Release("\"1.0.0\""), "2.0.0", """{"services":{"shop":{"waypoints":["4.1.5"]}}}""")).Skips.ShouldHaveSingleItem()
            .Detail.ShouldBe("4.1.5 must not be jumped over, and no version of the chart https://charts.example.org/charts/shop is or brings it");

    [Fact]
    public async Task releases_at_two_versions_and_at_a_shared_one_move_step_by_step()
    {
        var text = ChartWorld.Release("local.v", name: "a") + ChartWorld.Release("local.v", name: "b") + ChartWorld.Release("\"1.1.0\"", name: "c") + "locals {\n  v = \"1.0.0\"\n}\n";

        var plan = await OnlyAsync("2.0.0", text);

        plan.Steps.Select(s => $"{s.Version}: {string.Join(", ", s.Edits.Select(e => $"{e.OldText} {e.NewText}"))}; {string.Join(' ', s.Charts.Select(c => c.Release))}")
            .ShouldBe(["1.1.0: 1.0.0 1.1.0; a b", "1.2.0: 1.1.0 1.2.0, 1.1.0 1.2.0; a b c", "2.0.0: 1.2.0 2.0.0, 1.2.0 2.0.0; a b c"]);
        plan.Charts.Select(c => $"{c.Release} {c.From}").ShouldBe(["a 1.0.0", "b 1.0.0", "c 1.1.0"]);
    }

    [Fact]
    public async Task a_chart_that_shares_the_version_must_be_there_as_well()
    {
        _world.Charts.AddChart("/charts", "crds", new ChartSpec("1.0.0"));

        (await _world.PlanChartAsync(ChartWorld.Release("local.v") + ChartWorld.Release("local.v", chart: "crds", name: "crds") + "locals {\n  v = \"1.0.0\"\n}\n", "1.1.0"))
            .Skips.ShouldHaveSingleItem().Detail.ShouldStartWith("the chart https://charts.example.org/charts/crds has no version 1.1.0");
    }

    [Fact]
    public async Task a_chart_in_a_registry_is_planned_the_same()
    {
        _world.Registry.AddChart("example/charts/shop", new ChartSpec("1.0.0", "4.0.0"), new ChartSpec("1.1.0", "4.1.0"), Version("1.2.0", "4.1.0", "- BREAKING: a value"));

        var plan = (await _world.PlanChartAsync(ChartWorld.Release("\"1.0.0\"", repository: "oci://ghcr.io/example/charts"), "1.2.0", repository: "oci://ghcr.io/example/charts"))
            .Plans.ShouldHaveSingleItem();

        plan.Steps.Select(s => s.Version).ShouldBe(["1.1.0", "1.2.0"]);
        plan.Reasons.ShouldHaveSingleItem().Release.ShouldBe("chart 1.2.0");
    }

    [Fact]
    public async Task a_deprecated_chart_is_remarked_on()
    {
        Charts(new ChartSpec("1.0.0"), new ChartSpec("1.1.0", Deprecated: true));

        (await OnlyAsync("1.1.0")).Summary[^1].ShouldBe("the chart shop is deprecated");
    }

    [Fact]
    public async Task a_repository_that_does_not_answer_leaves_the_plan_for_later()
    {
        _world.Charts.AnswerNext(503, "");

        await Should.ThrowAsync<OutsideUnavailableException>(() => _world.PlanChartAsync(ChartWorld.Release("\"1.0.0\""), "1.1.0"));
    }

    [Fact]
    public async Task a_repository_that_is_none_is_a_reason()
    {
        _world.Charts.SetIndex("/charts", "<html></html>");

        (await _world.PlanChartAsync(ChartWorld.Release("\"1.0.0\""), "1.1.0")).Skips.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => s.Reason.ShouldBe(SkipReason.TagNotInRegistry), s => s.Detail.ShouldContain("web page"));
    }

    private void Charts(params IReadOnlyList<ChartSpec> versions) => _world.Charts.AddChart("/charts", "shop", versions);

    private static ChartSpec Version(string version, string app, string changes) => new(version, app, changes, Sources: [Source]);

    private async Task<UpgradePlanned> OnlyAsync(string version, string? text = null, string catalog = "{}")
    {
        var planned = await _world.PlanChartAsync(text ?? ChartWorld.Release("\"1.0.0\""), version, catalog);
        planned.Skips.ShouldBeEmpty();
        return planned.Plans.ShouldHaveSingleItem();
    }
}
