using System.Text.Json.Nodes;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Prometheus;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>What happens around a good version does not undo it, and what was broken before is not held against it.</summary>
public abstract class DisturbanceScenarios(Arrangement arrangement)
{
    private const string Upgraded = "upgrade: web 1.0.0 -> 1.1.0";

    [Fact]
    public async Task pods_that_a_drain_deletes_in_the_window_are_waited_for()
    {
        await using var pipeline = await StartedAsync();
        pipeline.World.Cluster.DeletePods("web", "web");

        await StandsAsync(pipeline, "no crash and no restart");
    }

    [Fact]
    public async Task an_eviction_in_the_window_is_no_crash()
    {
        await using var pipeline = await StartedAsync();
        pipeline.World.Cluster.Evict("web", "web");

        await StandsAsync(pipeline, "no crash and no restart");
    }

    [Fact]
    public async Task a_service_that_was_down_before_may_stay_down()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.FrontDoor = _ => 502;
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "was down before the upgrade too");
        await pipeline.ToldAsync("broken already");
    }

    [Fact]
    public async Task a_page_that_was_not_found_before_need_not_be_found_after()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.FrontDoor = _ => 404;
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "answered 404, as before the upgrade");
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData(401)]
    [InlineData(302)]
    [InlineData(204)]
    public async Task a_front_door_that_asks_who_you_are_is_open(int status)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.FrontDoor = _ => status;
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, $"answered {status}");
    }

    [Fact]
    public async Task two_bad_answers_in_a_row_are_not_enough()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        var asked = 0;
        pipeline.World.FrontDoor = _ => Interlocked.Increment(ref asked) is 3 or 4 ? 502 : 200;
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "answered 200");
        asked.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task a_slow_start_within_the_deadline_is_waited_for()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.Healthy(TimeSpan.FromMinutes(6)));
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "up to date and available");
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData(WorkloadKind.Deployment, false)]
    [InlineData(WorkloadKind.Deployment, true)]
    [InlineData(WorkloadKind.StatefulSet, false)]
    [InlineData(WorkloadKind.DaemonSet, false)]
    public async Task every_kind_of_workload_is_waited_for_and_stands(WorkloadKind kind, bool rolls)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web() with { Kind = kind, Recreate = !rolls }]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.Healthy(TimeSpan.FromMinutes(4)));
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, $"{kind} web/web");
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public async Task a_node_that_evicts_the_new_pod_once_is_no_crash(int seconds)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.Evicted(TimeSpan.FromSeconds(seconds)));
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "no crash and no restart");
    }

    [Fact]
    public async Task an_address_that_fails_now_and_then_is_not_down()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        var asked = 0;
        pipeline.World.FrontDoor = _ => Interlocked.Increment(ref asked) % 4 == 0 ? 504 : 200;
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "answered 200");
    }

    [Fact]
    public async Task red_ci_stands_aside_where_its_log_says_that_this_stack_went_well()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.PrepareAsync(catalog => catalog["ci_result_pattern"] = @"\[(?<stack>[^\]]+)\] ((?<ok>OK)|(?<skipped>SKIPPED)|(?<failed>FAILED))");
        pipeline.World.Ci.Next("web", CommitFate.AppliedButRed);
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "every pod runs 1.1.0");
    }

    [Fact]
    public async Task uptime_kuma_that_is_away_is_said_and_not_counted()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()], ("UptimeKuma:ApiKey", "wrong"));
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "Uptime Kuma does not accept");
    }

    [Fact]
    public async Task an_alert_that_fired_before_is_not_the_versions()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await Alerts(pipeline);
        pipeline.World.Prometheus.Set(Alert, new MetricView(new Dictionary<string, string> { ["alertname"] = "DiskFull" }, 1));
        await pipeline.ReportAsync("web");

        await StandsAsync(pipeline, "before the upgrade");
    }

    [Fact]
    public async Task an_alert_that_begins_to_fire_undoes_the_version()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await Alerts(pipeline);
        await pipeline.ReportAsync("web");
        await pipeline.EventAsync<UpgradeApplied>();
        pipeline.World.Prometheus.Set(Alert, new MetricView(new Dictionary<string, string> { ["alertname"] = "ErrorsRise" }, 1));

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Version);
        (await pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: web 1.0.0 -> 1.1.0\"", Upgraded]);
        (await pipeline.ToldAsync("`web` failed")).ShouldContain("ErrorsRise");
    }

    private const string Alert = """ALERTS{namespace="web",alertstate="firing"}""";

    private static Task Alerts(PipelineWorld pipeline) => pipeline.PrepareAsync(catalog => catalog["services"] = new JsonObject
    {
        ["web"] = new JsonObject { ["queries"] = new JsonObject { ["no new alert"] = Alert } },
    });

    /// <summary>The version is rolled out and being watched.</summary>
    private async Task<PipelineWorld> StartedAsync()
    {
        var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.ReportAsync("web");
        await Eventually.TrueAsync(
            () => Task.FromResult(pipeline.Running("web").Single().EndsWith(":1.1.0", StringComparison.Ordinal) && pipeline.World.Cluster.IsRolledOut("web", "web")), "1.1.0 is rolled out");
        return pipeline;
    }

    private static async Task StandsAsync(PipelineWorld pipeline, string words)
    {
        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).ShouldBe([Upgraded]);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.1.0"]);
        (await pipeline.ToldAsync("`web` upgraded")).ShouldContain(words);
    }
}

[Trait("Length", "long")]
public sealed class DisturbancesInMemory() : DisturbanceScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class DisturbancesOnRabbitMq(OnRabbitMq arrangement) : DisturbanceScenarios(arrangement), IClassFixture<OnRabbitMq>;
