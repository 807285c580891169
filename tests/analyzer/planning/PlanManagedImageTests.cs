using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>An image that no stack names, because a chart brings it.</summary>
public sealed class PlanManagedImageTests : IAsyncLifetime
{
    private const string Say = """{"services":{"shop":{"charts":{"o/shop":"shop"}}}}""";
    private static readonly (string, string) Shop = ("stacks/shop/main.tf", ChartWorld.Release("\"1.0.0\""));
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Charts.AddChart(
            "/charts", "shop", new ChartSpec("1.0.0", "v4.0.0"), new ChartSpec("1.2.0", "v4.1.0"), new ChartSpec("1.1.0", "v4.1.0"), new ChartSpec("1.3.0", "v4.2.0"), new ChartSpec("1.4.0-rc.1", "v4.3.0"));
        _world.Registry.AddImage("o/shop", ["4.0.0", "4.1.0", "4.1.5", "4.2.0", "4.3.0", "4.5.0"]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_lowest_chart_version_that_brings_the_tag_is_planned()
    {
        _world.GitHub.AddRepository("o/shop", [new ReleaseSpec("v4.0.0", "Old"), new ReleaseSpec("v4.1.0", "A door")]);

        var plan = (await PlanAsync("4.1.0")).Plans.ShouldHaveSingleItem();

        plan.Charts.ShouldBe([new ChartChange { Release = "shop", Chart = "shop", Repository = ChartWorld.Repository, From = "1.0.0", To = "1.1.0" }]);
        (plan.Stack, plan.Images.Count, plan.UpdateIds.Count, plan.Risk).ShouldBe(("shop", 0, 1, Risk.Safe));
        plan.Summary.ShouldBe([
            "1 version of the chart (no notes: nothing says where they are); its application goes from v4.0.0 to v4.1.0 (notes of 1 release)",
            "the chart shop 1.1.0 brings docker.io/o/shop v4.1.0"]);
        plan.Sources.ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => (s.Repository, s.Of).ShouldBe(("o/shop", "docker.io/o/shop")));
    }

    [Fact]
    public async Task the_nearest_below_goes_when_no_chart_brings_the_tag_and_it_says_so()
    {
        var plan = (await PlanAsync("4.1.5")).Plans.ShouldHaveSingleItem();

        plan.Charts[0].To.ShouldBe("1.2.0");
        plan.Summary[^1].ShouldBe("no version of the chart shop brings 4.1.5 yet; 1.2.0 brings v4.1.0, the nearest before it");
    }

    [Theory]
    [InlineData("4.0.0", SkipReason.AlreadyCurrent, "shop 1.0.0 brings v4.0.0")]
    [InlineData("3.9.0", SkipReason.WouldDowngrade, "older than v4.0.0")]
    [InlineData("4.1.0-rc.1", SkipReason.NotComparable, "is a prerelease")]
    public async Task what_leads_nowhere_is_told_for_the_image(string tag, SkipReason reason, string detail) =>
        (await PlanAsync(tag)).Skips.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => (s.Stack, s.Image, s.To, s.Reason).ShouldBe(("shop", "docker.io/o/shop", tag, reason)), s => s.Detail.ShouldContain(detail));

    [Fact]
    public async Task no_chart_between_what_runs_and_the_tag_is_no_way_and_may_come_later()
    {
        _world.Charts.AddChart("/charts", "shop", new ChartSpec("1.0.0", "4.0.0"), new ChartSpec("1.1.0", "4.0.0"), new ChartSpec("1.2.0", "4.6.0"));

        (await PlanAsync("4.5.0")).Skips.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => s.Reason.ShouldBe(SkipReason.TagNotInRegistry), s => s.Detail.ShouldEndWith("no version of the chart https://charts.example.org/charts/shop after 1.0.0 brings 4.5.0"));
    }

    [Fact]
    public async Task an_image_that_is_not_in_the_registry_is_not_gone_to() =>
        (await _world.PlanImageAsync("ghcr.io/elsewhere/shop", "4.1.0", "{}", "shop", Shop)).Skips.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => s.Reason.ShouldBe(SkipReason.TagNotInRegistry), s => s.Detail.ShouldContain("ghcr.io/elsewhere/shop:4.1.0"));

    [Fact]
    public async Task two_charts_that_may_bring_it_are_named_and_none_is_taken()
    {
        _world.Charts.AddChart("/others", "shop", new ChartSpec("7.0.0", "4.0.0"), new ChartSpec("7.1.0", "4.1.0"));
        var other = ("stacks/other/main.tf", ChartWorld.Release("\"7.0.0\"", @namespace: "other", repository: "https://charts.example.org/others"));

        var skip = (await _world.PlanImageAsync("o/shop", "4.1.0", "{}", null, Shop, other)).Skips.ShouldHaveSingleItem();
        var narrowed = await _world.PlanImageAsync("o/shop", "4.1.0", "{}", "other", Shop, other);
        var said = await _world.PlanImageAsync("o/shop", "4.1.0", Say, null, Shop, other);

        (skip.Reason, skip.Stack).ShouldBe((SkipReason.Unresolved, null));
        skip.Detail.ShouldContain("https://charts.example.org/charts/shop in shop, https://charts.example.org/others/shop in other");
        narrowed.Plans.ShouldHaveSingleItem().Charts[0].To.ShouldBe("7.1.0");
        said.Plans.ShouldHaveSingleItem().Charts[0].To.ShouldBe("1.1.0");
    }

    [Fact]
    public async Task one_chart_in_two_stacks_moves_in_both()
    {
        var planned = await _world.PlanImageAsync("o/shop", "4.1.0", "{}", null, Shop, ("stacks/staging/main.tf", ChartWorld.Release("\"1.0.0\"", @namespace: "staging")));

        planned.Plans.Select(p => (p.Stack, p.Charts[0].To)).ShouldBe([("shop", "1.1.0"), ("staging", "1.1.0")]);
    }

    [Theory]
    [InlineData("o/engine", "https://github.com/o/engine", true)]
    [InlineData("o/engine", "https://github.com/o/charts", false)]
    [InlineData("o/engine", "https://github.com/other/engine", false)]
    [InlineData("o/server", null, false)]
    public async Task a_chart_of_another_name_must_name_the_images_own_source(string image, string? source, bool found)
    {
        _world.Registry.AddImage(image, ["4.1.0"]);
        var sources = source is null ? null : new[] { source };
        _world.Charts.AddChart("/charts", "shop", new ChartSpec("1.0.0", "4.0.0", Sources: sources), new ChartSpec("1.1.0", "4.1.0", Sources: sources));

        var planned = await _world.PlanImageAsync(image, "4.1.0", "{}", "shop", Shop);

        planned.Plans.Count.ShouldBe(found ? 1 : 0);
        planned.Skips.Select(s => s.Reason).ShouldBe(found ? [] : [SkipReason.NotInRepository]);
    }

    [Fact]
    public async Task the_operators_word_needs_no_likeness_and_a_wrong_one_is_told()
    {
        _world.Registry.AddImage("o/sidecar", ["4.1.0"]);

        (await _world.PlanImageAsync("o/sidecar", "4.1.0", """{"services":{"shop":{"charts":{"docker.io/o/sidecar":"shop"}}}}""", null, Shop)).Plans.ShouldHaveSingleItem().Charts[0].To.ShouldBe("1.1.0");
        (await _world.PlanImageAsync("o/sidecar", "4.1.0", """{"services":{"shop":{"charts":{"o/sidecar":"absent"}}}}""", null, Shop)).Skips.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(s => (s.Stack, s.Reason).ShouldBe(("shop", SkipReason.Unresolved)), s => s.Detail.ShouldContain("services.shop.charts"));
    }

    [Theory]
    [InlineData("values = [yamlencode({ image = { tag = \"4.0.0\" } })]", "{}", "sets the tag 4.0.0 in the values")]
    [InlineData("values = [yamlencode({ image = { tag = \"4.0.0\" } })]", Say, "sets the tag 4.0.0 in the values")]
    [InlineData("values = [data.x.y]", "{}", "may set the tag themselves")]
    public async Task values_that_set_the_tag_leave_nothing_to_the_chart(string values, string catalog, string expected) =>
        (await _world.PlanImageAsync("o/shop", "4.1.0", catalog, "shop", ("stacks/shop/main.tf", ChartWorld.Release("\"1.0.0\"", more: values)))).Skips.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(s => s.Reason.ShouldBe(SkipReason.Unresolved), s => s.Detail.ShouldContain(expected));

    [Fact]
    public async Task an_image_that_the_values_name_moves_there_and_not_twice()
    {
        var values = "values = [yamlencode({ image = { repository = \"o/shop\", tag = \"4.0.0\" } })]";

        var plan = (await _world.PlanImageAsync("o/shop", "4.1.0", "{}", "shop", ("stacks/shop/main.tf", ChartWorld.Release("\"1.0.0\"", more: values)))).Plans.ShouldHaveSingleItem();

        (plan.Charts.Count, plan.Images.ShouldHaveSingleItem().To).ShouldBe((0, "4.1.0"));
        _world.Charts.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"~> 1.0\"")]
    [InlineData("null")]
    public async Task a_chart_that_is_not_pinned_moves_by_itself(string version) =>
        (await _world.PlanImageAsync("o/shop", "4.1.0", "{}", "shop", ("stacks/shop/main.tf", ChartWorld.Release(version)))).Skips.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.Unpinned);

    [Theory]
    [InlineData("o/shop", null, true)]
    [InlineData("o/unheard", "shop", true)]
    [InlineData("o/unheard", null, false)]
    public async Task an_outage_is_waited_for_where_the_chart_is_likely_the_images(string image, string? ns, bool waits)
    {
        _world.Charts.AnswerNext(503, "");
        var planning = _world.PlanImageAsync(image, "4.1.0", "{}", ns, Shop);

        if (waits)
        {
            await Should.ThrowAsync<OutsideUnavailableException>(() => planning);
        }
        else
        {
            (await planning).Skips.ShouldHaveSingleItem().Detail.ShouldBe("no stack holds docker.io/o/unheard; a chart may bring it, and https://charts.example.org/charts answered 503");
        }
    }

    [Fact]
    public async Task a_chart_in_a_registry_is_searched_from_its_newest_version_and_not_to_its_oldest()
    {
        _world.Registry.AddChart("example/charts/shop", [.. Enumerable.Range(0, 30).Select(i => new ChartSpec($"1.{i}.0", $"4.{i}.0"))]);
        _world.Registry.AddImage("o/shop", ["4.28.0"]);

        var plan = (await _world.PlanImageAsync("o/shop", "4.28.0", """{"services":{"shop":{"stepping":"direct"}}}""", "shop", ("stacks/shop/main.tf", ChartWorld.Release("\"1.26.0\"", repository: "oci://ghcr.io/example/charts"))))
            .Plans.ShouldHaveSingleItem();

        plan.Charts[0].To.ShouldBe("1.28.0");
        _world.Registry.Requests.Count(r => r.StartsWith("HEAD /v2/example/charts/shop/manifests/1.", StringComparison.Ordinal)).ShouldBeLessThan(12);
    }

    private Task<UpdatePlan> PlanAsync(string tag) => _world.PlanImageAsync("o/shop", tag, "{}", "shop", Shop);
}
