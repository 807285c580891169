using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Tests.Analyzer.Decisions;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>Planning with the repository alone: nothing here has an address that could be asked.</summary>
public sealed class OfflinePlanningTests : IDisposable
{
    private const string Old = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private const string New = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    private readonly IHost _host = Host();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task the_risk_is_unknown_also_of_a_new_major_version_and_the_way_is_straight()
    {
        var plan = await OnlyAsync(Infra.Deployment("app", "\"o/app:1.0.0\"", "\"o/app:1.2.0\""), "2.0.0", """{"version_jump_always_step":["app"],"services":{"app":{"stepping":"every"}}}""");

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Reasons.ShouldHaveSingleItem().Line!.ShouldContain("planned offline");
        plan.Steps.ShouldHaveSingleItem().Images.Select(i => (i.From, i.To)).ShouldBe([("1.0.0", "2.0.0"), ("1.2.0", "2.0.0")]);
    }

    [Fact]
    public async Task a_waypoint_that_nobody_was_asked_for_is_told() =>
        (await OnlyAsync(Infra.Deployment("app", "\"o/app:1.0.0\""), "2.0.0", """{"services":{"app":{"waypoints":["1.5.0","2.5.0"]}}}""")).Reasons
            .Select(r => r.Rule + " " + r.Line).ShouldBe(["no-changelog planned offline: no other system was asked", "waypoint 1.5.0 must not be jumped over; which tag that is was not asked"]);

    [Fact]
    public async Task a_pinned_digest_moves_to_the_one_that_was_given_and_not_without()
    {
        var text = Infra.Deployment("app", $"\"o/app:1.0.0@{Old}\"");

        (await OnlyAsync(text, "1.1.0", digest: New)).Steps[0].Edits[0].NewText.ShouldBe($"o/app:1.1.0@{New}");
        (await PlanAsync(text, "1.1.0")).Skips.ShouldHaveSingleItem().Detail.ShouldContain("pins a digest");
        (await OnlyAsync(text, "1.0.0", digest: New)).Steps[0].Edits[0].NewText.ShouldBe($"o/app:1.0.0@{New}");
    }

    [Fact]
    public async Task releases_of_a_chart_move_in_one_step_with_what_shares_their_version()
    {
        var text = ChartDecisionTests.Release("a", "version = local.v") + ChartDecisionTests.Release("b", "version = local.v") + ChartDecisionTests.Release("c", "version = \"8.4.0\"")
            + "locals {\n  v = \"8.5.1\"\n}\n";

        var plan = (await PlanChartAsync(text, "8.6.0")).Plans.ShouldHaveSingleItem();

        plan.Charts.Select(c => (c.Release, c.From, c.To)).ShouldBe([("a", "8.5.1", "8.6.0"), ("b", "8.5.1", "8.6.0"), ("c", "8.4.0", "8.6.0")]);
        plan.Steps.ShouldHaveSingleItem().Edits.Select(e => (e.OldText, e.NewText)).ShouldBe([("8.5.1", "8.6.0"), ("8.4.0", "8.6.0")]);
        (plan.Risk, plan.Images.Count).ShouldBe((Risk.Unknown, 0));
    }

    [Fact]
    public async Task an_image_that_would_move_with_a_chart_must_be_one_that_may()
    {
        var text = ChartDecisionTests.Release("a", "version = local.v") + Infra.Deployment("app", "\"o/postgres:${local.v}\"") + "locals {\n  v = \"8.5.1\"\n}\n";

        var skip = (await PlanChartAsync(text, "8.6.0")).Skips.ShouldHaveSingleItem();

        (skip.Reason, skip.Stack, skip.From).ShouldBe((SkipReason.ForbiddenImage, "app", "8.5.1"));
        skip.Detail.ShouldContain("shares the version with chart grafana");
    }

    [Theory]
    [InlineData("app", "8.6.0", false, SkipReason.Quarantined)]
    [InlineData("app", "8.6.0", true, null)]
    [InlineData("app", "8.6.1", false, null)]
    [InlineData("other", "8.6.0", false, null)]
    public async Task a_chart_version_that_failed_for_the_stack_is_not_tried_again_but_by_force(string stack, string failed, bool force, SkipReason? expected)
    {
        var planned = await _host.Services.GetRequiredService<PlanUpgrades>().PlanAsync(
            ChartDecisionTests.Wanted("8.6.0") with { Force = force, Attempt = 1, UpdateIds = [Guid.Empty] },
            Head(ChartDecisionTests.Release("a", "version = \"8.5.1\""), "{}"),
            [new QuarantinedVersion(stack, "https://grafana.github.io/helm-charts/grafana", failed)],
            CancellationToken.None);

        planned.Skips.Select(s => (SkipReason?)s.Reason).FirstOrDefault().ShouldBe(expected);
        planned.Plans.ShouldAllBe(p => p.Attempt == 1 && p.UpdateIds.Count == 1);
    }

    [Fact]
    public async Task a_chart_that_nobody_has_is_told() =>
        (await PlanChartAsync(Infra.Deployment("app", "\"o/app:1.0.0\""), "8.6.0")).Skips.ShouldHaveSingleItem().Detail
            .ShouldBe("no stack holds the chart https://grafana.github.io/helm-charts/grafana");

    private async Task<UpgradePlanned> OnlyAsync(string text, string tag, string catalog = "{}", string? digest = null) =>
        (await PlanAsync(text, tag, catalog, digest)).Plans.ShouldHaveSingleItem();

    private Task<UpdatePlan> PlanAsync(string text, string tag, string catalog = "{}", string? digest = null) => _host.Services.GetRequiredService<PlanUpgrades>().PlanAsync(
        new UpdateRequest { Image = ImageReference.Parse("o/app"), Tag = tag, Digest = digest }, Head(text, catalog), [], CancellationToken.None);

    private Task<UpdatePlan> PlanChartAsync(string text, string version) =>
        _host.Services.GetRequiredService<PlanUpgrades>().PlanAsync(ChartDecisionTests.Wanted(version), Head(text, "{}"), [], CancellationToken.None);

    private static RepositoryHead Head(string text, string catalog)
    {
        var reading = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(catalog));
        reading.Problems.ShouldBeEmpty();
        return new RepositoryHead { Name = "infra", Commit = "0", Scan = Infra.Scan(("stacks/app/main.tf", text)), Catalog = reading.Catalog };
    }

    private static IHost Host()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.AddOfflinePlanning();
        return builder.Build();
    }
}
