using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Pipeline;

/// <summary>A service's store is lost between two steps, with the process stopped meanwhile (DESIGN §8).</summary>
[Trait("Length", "long")]
public sealed class LostFileTests
{
    /// <summary>A day of waiting would be seven minutes here.</summary>
    private static readonly (string, string) ResendSoon = ("Ingest:ResendAfter", "00:10:00");

    [Theory]
    [InlineData("pushed upgrade: wiki 2.0.0 -> 2.1.0")]
    [InlineData("step 1 of 3 is good")]
    [InlineData("pushed upgrade: wiki 2.1.0 -> 2.2.0")]
    [InlineData("pushed upgrade: wiki 2.2.0 -> 2.3.0")]
    public async Task an_upgrade_in_steps_reaches_its_target_though_the_executor_forgot_it(string point)
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.Stepping() with { Database = Upgrades.Sandbox.World.FixtureDatabase.SharedPostgreSql }]);
        served.KillAt(point);
        await served.Pipeline.ReportAsync("wiki");

        await served.LoseAsync("executor");

        (await served.Pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeSucceeded>();
        (await served.Pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: wiki 2.0.0 -> 2.1.0", "upgrade: wiki 2.1.0 -> 2.2.0", "upgrade: wiki 2.2.0 -> 2.3.0"]);
        served.Pipeline.Running("wiki").ShouldBe(["ghcr.io/example/wiki:2.3.0"]);
        served.Pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
        (await served.OutcomesAsync("wiki")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("pushed upgrade: web", "executor")]
    [InlineData("did not work", "executor")]
    [InlineData("pushed Revert", "executor")]
    [InlineData("CI is at it", "*")]
    public async Task a_bad_version_is_undone_once_though_its_store_was_lost(string point, string lost)
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.Web()]);
        served.Pipeline.World.Break("web");
        served.KillAt(point);
        await served.Pipeline.ReportAsync("web");

        await served.LoseAsync(lost);

        var outcome = (await served.Pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>();
        (outcome.FailedVersion, outcome.RunningVersion).ShouldBe(("1.1.0", "1.0.0"));
        outcome.Cause.ShouldBe(lost == "*" ? FailureCause.Unknown : FailureCause.Version);
        (await served.Pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: web 1.0.0 -> 1.1.0\"", "upgrade: web 1.0.0 -> 1.1.0"]);
        var (before, now) = await served.Pipeline.TextAsync("web");
        now.ShouldBe(before);
        (await served.OutcomesAsync("web")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_the_executor_had_not_pushed_comes_again_from_ingest_with_a_backup_of_its_own()
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.WithDatabase()], ResendSoon);
        served.KillAt("job pre-upgrade");
        await served.Pipeline.ReportAsync("shop");

        await served.LoseAsync("executor");

        (await served.Pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        (await served.Pipeline.SubjectsAsync()).ShouldBe(["upgrade: shop 1.0.0 -> 1.1.0"]);
        served.Pipeline.World.Cluster.Jobs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_verifier_that_forgot_is_asked_again_and_does_not_blame_the_version_for_what_it_cannot_know()
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.Web("good"), Fixtures.Web("bad")], ("Executor:VerdictTimeout", "00:10:00"));
        served.Pipeline.World.Break("bad");
        var watched = Task.WhenAll(
            served.Pipeline.EventAsync<PipelineFound>(e => e.Stack == "good"), served.Pipeline.EventAsync<PipelineFound>(e => e.Stack == "bad"));
        await served.Pipeline.ReportAsync("good");
        await served.Pipeline.ReportAsync("bad");
        await watched;
        served.Serve.Kill();

        await served.LoseAsync("verifier");

        (await served.Pipeline.OutcomeAsync("good")).ShouldBeOfType<UpgradeSucceeded>().Checks.Single(c => c.Check == "baseline").Verdict.ShouldBe(CheckVerdict.NotProven);
        (await served.Pipeline.OutcomeAsync("bad")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Unknown);
        (await served.Pipeline.EventsAsync()).OfType<VersionQuarantined>().ShouldBeEmpty();
        (await served.Pipeline.LogAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task an_analyzer_that_forgot_plans_again_and_nothing_is_done_twice()
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.WithDatabase()], ResendSoon);
        await served.Pipeline.OperateAsync("pause");
        served.KillAt("`shop` planned");
        await served.Pipeline.ReportAsync("shop");

        await served.LoseAsync("analyzer");
        await Eventually.TrueAsync(async () => (await served.Pipeline.EventsAsync()).OfType<UpgradePlanned>().Count() == 2, "a second plan");
        await served.Pipeline.OperateAsync("resume");

        (await served.Pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        (await served.Pipeline.EventsAsync()).OfType<UpgradePlanned>().Select(p => p.UpgradeId).Distinct().Count().ShouldBe(1);
        (await served.Pipeline.EventsAsync()).OfType<UpgradeStarted>().Count().ShouldBe(1);
        (await served.Pipeline.LogAsync()).Count.ShouldBe(1);
        served.Pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
        (await served.OutcomesAsync("shop")).Count.ShouldBe(1);
    }
}
