using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer;

public abstract class QuarantineScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private const string ShlinkFailed = """{"stack":"shlink","image":"shlinkio/shlink","version":"4.4.1"}""";

    private static readonly (string, string) Shlink = ("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\""));

    [Fact]
    public async Task a_version_that_failed_is_not_tried_again_by_itself_but_by_force()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        await FailAsync(analyzer, await ReplanLoopTests.PlanAsync(analyzer));

        var again = await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1", m => m with { Attempt = 1 });
        var forced = await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1", m => m with { Attempt = 2, Force = true });

        again.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.Quarantined);
        forced.UpgradeIds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task the_version_of_the_step_that_failed_is_jumped_over_on_the_way_to_the_next()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        await FailAsync(analyzer, await ReplanLoopTests.PlanAsync(analyzer, "5.0.0"), step: 2);

        var plan = await ReplanLoopTests.PlanAsync(analyzer, "5.0.2");

        (await analyzer.PublishedAsync<VersionQuarantined>()).ShouldHaveSingleItem().Version.ShouldBe("4.4.1");
        plan.Steps.Select(s => s.Version).ShouldBe(["4.4.0", "5.0.0", "5.0.2"]);
        plan.Summary[^1].ShouldContain("jumped over");
    }

    [Theory]
    [InlineData(FailureCause.Ci)]
    [InlineData(FailureCause.Cluster)]
    [InlineData(FailureCause.Registry)]
    [InlineData(FailureCause.Unknown)]
    public async Task what_is_not_the_versions_fault_quarantines_nothing(FailureCause cause)
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var plan = await ReplanLoopTests.PlanAsync(analyzer);
        await analyzer.PublishAsync(Outcomes.RolledBack(plan, 1, cause));
        // Behind it in the same queue: when this one has been handled, so has the other.
        await analyzer.PublishAsync(Outcomes.RolledBack(plan with { UpgradeId = Guid.NewGuid() }, 1, FailureCause.Version) with { Stack = "other" });

        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<VersionQuarantined>()).Count > 0, "the other's quarantine");

        (await analyzer.PublishedAsync<VersionQuarantined>()).ShouldHaveSingleItem().Stack.ShouldBe("other");
    }

    [Fact]
    public async Task a_failed_rollback_quarantines_too()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var plan = await ReplanLoopTests.PlanAsync(analyzer);

        await analyzer.PublishAsync(Outcomes.Stuck(plan, FailureCause.Version));

        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<VersionQuarantined>()).Count == 1, "the quarantine");
        (await analyzer.PublishedAsync<VersionQuarantined>())[0].Version.ShouldBe("4.4.1");
    }

    [Fact]
    public async Task a_version_that_failed_and_that_a_person_has_undone_is_quarantined_too()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var plan = await ReplanLoopTests.PlanAsync(analyzer);

        await analyzer.PublishAsync(Outcomes.Aborted(plan, AbortStage.Edit, "the step failed, and a person took over") with { Cause = FailureCause.Version });

        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<VersionQuarantined>()).Count == 1, "the quarantine");
        (await analyzer.PublishedAsync<VersionQuarantined>())[0].Version.ShouldBe("4.4.1");
    }

    [Fact]
    public async Task an_operator_sees_and_lifts_a_quarantine_and_a_redelivery_does_not_bring_it_back()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var plan = await ReplanLoopTests.PlanAsync(analyzer);
        await FailAsync(analyzer, plan);

        (await analyzer.OperateAsync(HttpMethod.Get, "quarantine")).Body.EnumerateArray().ShouldHaveSingleItem().GetProperty("version").GetString().ShouldBe("4.4.1");
        (await analyzer.OperateAsync(HttpMethod.Delete, "quarantine", ShlinkFailed)).Status.ShouldBe(204);
        (await analyzer.OperateAsync(HttpMethod.Delete, "quarantine", ShlinkFailed)).Status.ShouldBe(404);
        await analyzer.PublishAsync(Outcomes.RolledBack(plan, 1, FailureCause.Version));
        await analyzer.PublishAsync(Outcomes.RolledBack(plan with { UpgradeId = Guid.NewGuid(), Stack = "other" }, 1, FailureCause.Version));
        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<VersionQuarantined>()).Any(q => q.Stack == "other"), "the other's quarantine");

        (await analyzer.PublishedAsync<QuarantineLifted>()).ShouldHaveSingleItem().Image.ShouldBe("docker.io/shlinkio/shlink");
        (await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1", m => m with { Attempt = 1 })).UpgradeIds.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("GET", "quarantine", null)]
    [InlineData("DELETE", "quarantine", ShlinkFailed)]
    [InlineData("POST", "second-chances/now", ShlinkFailed)]
    [InlineData("GET", "plans", null)]
    public async Task nobody_but_the_operator_may(string method, string path, string? body)
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);

        (await analyzer.OperateAsync(new HttpMethod(method), path, body, token: "guessed")).Status.ShouldBe(401);
    }

    private static async Task FailAsync(AnalyzerHost analyzer, UpgradePlanned plan, int step = 1)
    {
        await analyzer.PublishAsync(Outcomes.RolledBack(plan, step, FailureCause.Version));
        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<VersionQuarantined>()).Count == 1, "the quarantine");
    }
}

public sealed class QuarantineTests() : QuarantineScenarios(null);

[Trait("Length", "long")]
public sealed class QuarantineOnPostgresTests(PostgresServer postgres) : QuarantineScenarios(postgres);
