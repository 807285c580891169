using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer;

/// <summary>Images of a stack that go from the same version to the same version: one upgrade, when they are heard of within a minute.</summary>
public abstract class GroupingScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private const string File = "stacks/shop/main.tf";
    private static readonly (string, string) Shop = (File, Infra.Deployment("shop", "\"o/server:1.0.0\"", "\"o/worker:1.0.0\"", "\"o/proxy:3.1.0\""));
    private static readonly (string Image, string Tag)[] Both = [("docker.io/o/server", "1.1.0"), ("docker.io/o/worker", "1.1.0")];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task two_that_are_heard_of_within_a_minute_are_one_upgrade_as_soon_as_the_second_comes()
    {
        await using var analyzer = await StartAsync(Shop);
        await SignalAsync(analyzer, "o/server");
        await WaitsAsync(analyzer, 1, _time.GetUtcNow().AddSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(50));

        await SignalAsync(analyzer, "o/worker");

        var analyzed = await AnalyzedAsync(analyzer, 2);
        var plan = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();
        plan.UpgradeId.ShouldBe(Identity.Upgrade("infra", "shop", Both, 0));
        analyzed.ShouldAllBe(a => a.UpgradeIds.SequenceEqual(new[] { plan.UpgradeId }) && a.Skipped.Count == 0);
        plan.UpdateIds.ShouldBe(Both.Select(b => Identity.Update(b.Image, b.Tag, null, 0)), ignoreOrder: true);
        plan.Images.Select(i => (i.Image, i.To)).ShouldBe(Both, ignoreOrder: true);
        plan.Steps.ShouldHaveSingleItem().Edits.Select(e => e.NewText).ShouldBe(["o/server:1.1.0", "o/worker:1.1.0"], ignoreOrder: true);
    }

    [Fact]
    public async Task who_is_alone_after_a_minute_goes_alone_and_who_comes_then_goes_at_once_by_himself()
    {
        await using var analyzer = await StartAsync(Shop);
        await SignalAsync(analyzer, "o/server");
        await WaitsAsync(analyzer, 1, _time.GetUtcNow().AddSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(61));
        await AnalyzedAsync(analyzer, 1);

        await SignalAsync(analyzer, "o/worker");
        await AnalyzedAsync(analyzer, 2);

        (await analyzer.PublishedAsync<UpgradePlanned>()).Select(p => p.UpgradeId).ShouldBe(Both.Select(b => Identity.Upgrade("infra", "shop", [b], 0)));
    }

    [Fact]
    public async Task a_third_one_is_waited_for_until_a_minute_after_the_first()
    {
        await using var analyzer = await StartAsync((File, Infra.Deployment("shop", "\"o/server:1.0.0\"", "\"o/worker:1.0.0\"", "\"o/proxy:1.0.0\"")));
        var until = _time.GetUtcNow().AddSeconds(60);
        await SignalAsync(analyzer, "o/server");
        await WaitsAsync(analyzer, 1, until);
        _time.Advance(TimeSpan.FromSeconds(40));
        await SignalAsync(analyzer, "o/worker");
        await WaitsAsync(analyzer, 2, until);

        _time.Advance(TimeSpan.FromSeconds(20));

        await AnalyzedAsync(analyzer, 2);
        (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem().UpgradeId.ShouldBe(Identity.Upgrade("infra", "shop", Both, 0));
    }

    [Theory]
    [InlineData("diun", true)]
    [InlineData("operator", false)]
    [InlineData(null, false)]
    public async Task what_a_person_asks_for_waits_for_nobody(string? source, bool force)
    {
        await using var analyzer = await StartAsync(Shop);

        await SignalAsync(analyzer, "o/server", m => m with { Source = source, Force = force });

        await AnalyzedAsync(analyzer, 1);
        (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem().UpgradeId.ShouldBe(Identity.Upgrade("infra", "shop", [Both[0]], 0));
    }

    [Theory]
    [InlineData("o/proxy", "3.2.0")]
    [InlineData("o/other", "1.1.0")]
    public async Task where_no_other_image_has_the_version_nobody_is_waited_for(string image, string tag)
    {
        await using var analyzer = await StartAsync(Shop, ("stacks/other/main.tf", "variable \"v\" {\n  default = \"1.0.0\"\n}\n" + Infra.Deployment("other", "\"o/other:${var.v}\"", "\"o/worker:${var.v}\"", "\"postgres:1.0.0\"")));

        await SignalAsync(analyzer, image, m => m with { Tag = tag });

        await AnalyzedAsync(analyzer, 1);
    }

    [Fact]
    public async Task what_is_told_again_is_the_same()
    {
        await using var analyzer = await StartAsync(Shop);
        await SignalAsync(analyzer, "o/server");
        await SignalAsync(analyzer, "o/worker");
        await AnalyzedAsync(analyzer, 2);

        await SignalAsync(analyzer, "o/worker");

        await AnalyzedAsync(analyzer, 3);
        (await analyzer.PublishedAsync<UpgradePlanned>()).Select(p => (p.UpgradeId, p.Revision)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task one_that_is_not_in_the_registry_holds_the_other_not_up()
    {
        await using var analyzer = await StartAsync(Shop);

        await SignalAsync(analyzer, "o/server", m => m with { Tag = "1.2.0" });
        await SignalAsync(analyzer, "o/worker", m => m with { Tag = "1.2.0" });

        var analyzed = await AnalyzedAsync(analyzer, 2);
        (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem().Images.ShouldHaveSingleItem().Image.ShouldBe("docker.io/o/server");
        analyzed.SelectMany(a => a.Skipped).ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.TagNotInRegistry);
    }

    [Fact]
    public async Task it_comes_again_whole_and_when_it_fails_both_versions_are_quarantined()
    {
        await using var analyzer = await StartAsync(Shop);
        await SignalAsync(analyzer, "o/server");
        await SignalAsync(analyzer, "o/worker");
        await AnalyzedAsync(analyzer, 2);
        var first = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();

        await analyzer.PublishAsync(Outcomes.Aborted(first, AbortStage.Backup, "the backup Job failed"));
        await Eventually.TrueAsync(async () => (await analyzer.OperateAsync(HttpMethod.Get, "quarantine")).Body.ToString().Contains("second-chance", StringComparison.Ordinal), "the second chance");
        _time.Advance(TimeSpan.FromHours(1));
        var second = await Eventually.GetAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).FirstOrDefault(p => p.Attempt == 1), "the second attempt");
        second.UpgradeId.ShouldBe(Identity.Upgrade("infra", "shop", Both, 1));
        second.UpdateIds.ShouldBe(first.UpdateIds, ignoreOrder: true);

        await analyzer.PublishAsync(Outcomes.RolledBack(second, 1, FailureCause.Version));
        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<VersionQuarantined>()).Count == 2, "both in quarantine");
    }

    [Fact]
    public async Task what_is_left_of_it_is_planned_again_when_one_has_moved_by_hand()
    {
        await using var analyzer = await StartAsync(Shop);
        await SignalAsync(analyzer, "o/server");
        await SignalAsync(analyzer, "o/worker");
        await AnalyzedAsync(analyzer, 2);
        var plan = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();
        var (moved, left) = (plan.Images[0].Image, plan.Images[1].Image);
        var text = Shop.Item2.Replace($"\"{moved["docker.io/".Length..]}:1.0.0", $"\"{moved["docker.io/".Length..]}:1.1.0", StringComparison.Ordinal);
        await analyzer.Git.Server.CommitAsync("infra", new Dictionary<string, string?> { [File] = text }, "by hand");

        await analyzer.PublishAsync(new PlanOutdated
        {
            UpgradeId = plan.UpgradeId, UpdateIds = plan.UpdateIds, Revision = 0, Stack = "shop", Images = plan.Images, Reason = "moved",
        });

        var again = await Eventually.GetAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).FirstOrDefault(p => p.Revision == 1), "the next revision");
        again.Images.ShouldHaveSingleItem().Image.ShouldBe(left);
        again.UpgradeId.ShouldBe(plan.UpgradeId);
    }

    [Fact]
    public async Task an_operators_group_goes_together_at_once_or_waits_for_the_one_that_is_missing()
    {
        await using var analyzer = await StartAsync(Shop, ("upgrade-config.json", """{"move_together":[["o/server","o/worker"]]}"""));
        await SignalAsync(analyzer, "o/worker");
        await AnalyzedAsync(analyzer, 1);
        (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem().UpgradeId.ShouldBe(Identity.Upgrade("infra", "shop", Both, 0));

        await SignalAsync(analyzer, "o/server", m => m with { Tag = "1.2.0" });

        var skipped = (await AnalyzedAsync(analyzer, 2))[1].Skipped.ShouldHaveSingleItem();
        skipped.Reason.ShouldBe(SkipReason.TagNotInRegistry);
        skipped.Detail.ShouldStartWith("docker.io/o/worker moves together with docker.io/o/server, and ");
        analyzer.Outside.Registry.AddImage("o/worker", ["1.0.0", "1.1.0", "1.2.0"]);
        _time.Advance(TimeSpan.FromHours(1));
        var plan = await Eventually.GetAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).FirstOrDefault(p => p.Attempt == 1), "the second attempt");
        plan.Images.Select(i => (i.Image, i.To)).ShouldBe([("docker.io/o/server", "1.2.0"), ("docker.io/o/worker", "1.2.0")]);
    }

    private async Task<AnalyzerHost> StartAsync(params (string Path, string Content)[] files) => await AnalyzerHost.StartOnAsync(
        await DatabaseAsync(),
        _time,
        world =>
        {
            world.GitHub.AddRepository("o/server", [new ReleaseSpec("v1.0.0", "First"), new ReleaseSpec("v1.1.0", "Fixes")]);
            world.Registry.AddImage("o/server", ["1.0.0", "1.1.0", "1.2.0"]);
            world.Registry.AddImage("o/worker", ["1.0.0", "1.1.0"]);
            world.Registry.AddImage("o/other", ["1.0.0", "1.1.0"]);
            world.Registry.AddImage("o/proxy", ["3.1.0", "3.2.0"]);
        },
        files);

    private static Task SignalAsync(AnalyzerHost analyzer, string image, Func<UpdateDetected, UpdateDetected>? change = null)
    {
        var message = new UpdateDetected { Image = image, Tag = "1.1.0", Status = "new", Source = "diun" };
        return analyzer.PublishAsync(change?.Invoke(message) ?? message);
    }

    private static Task<IReadOnlyList<UpdateAnalyzed>> AnalyzedAsync(AnalyzerHost analyzer, int count) => Eventually.GetAsync(
        async () => await analyzer.PublishedAsync<UpdateAnalyzed>() is var all && all.Count == count ? all : null, $"the end of {count} updates");

    private static Task WaitsAsync(AnalyzerHost analyzer, int count, DateTimeOffset until) => Eventually.TrueAsync(
        async () => (await analyzer.OperateAsync(HttpMethod.Get, "plans?state=waiting")).Body.EnumerateArray().Count(p => p.GetProperty("dueAt").GetDateTimeOffset() == until) == count,
        $"{count} waiting until {until:T}");
}

public sealed class GroupingTests() : GroupingScenarios(null);

[Trait("Length", "long")]
public sealed class GroupingOnPostgresTests(PostgresServer postgres) : GroupingScenarios(postgres);
