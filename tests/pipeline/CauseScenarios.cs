using System.Text.Json.Nodes;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>Whose fault it was decides what happens next: a version is put aside, anything else is tried again.</summary>
public abstract class CauseScenarios(Arrangement arrangement)
{
    private static readonly string[] PutBack = ["Revert \"upgrade: web 1.0.0 -> 1.1.0\"", "upgrade: web 1.0.0 -> 1.1.0"];

    [Fact]
    public async Task a_registry_in_trouble_is_not_the_versions_fault_and_the_version_gets_a_second_chance()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.ImageMissing { Error = "unexpected status: 503 Service Unavailable" });

        await pipeline.ReportAsync("web");
        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Registry);
        (await pipeline.ToldAsync("`web` rolled back")).ShouldContain("not held to blame");
        await pipeline.ToldAsync("`1.1.0` is tried again at ");
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.Healthy(TimeSpan.FromSeconds(5)));

        (await pipeline.EventAsync<UpgradeSucceeded>()).Images.Single().To.ShouldBe("1.1.0");
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.0.0 -> 1.1.0", .. PutBack]);
        (await pipeline.EventsAsync()).OfType<VersionQuarantined>().ShouldBeEmpty();
        (await pipeline.EventsAsync()).OfType<UpgradePlanned>().Select(e => e.Attempt).ShouldBe([0, 1]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_quota_that_is_used_up_is_the_clusters()
    {
        var failed = await FailAsync(new ImageBehaviour.QuotaExceeded(), FailureCause.Cluster);

        failed.ShouldContain("exceeded quota");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_pod_that_no_node_takes_is_the_clusters()
    {
        var failed = await FailAsync(new ImageBehaviour.Unschedulable(), FailureCause.Cluster);

        failed.ShouldContain("Insufficient memory");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_volume_that_does_not_come_is_the_clusters()
    {
        var failed = await FailAsync(new ImageBehaviour.VolumeStuck(), FailureCause.Cluster);

        failed.ShouldContain("Multi-Attach");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_missing_secret_is_the_clusters_as_the_commit_asked_for_nothing_new()
    {
        var failed = await FailAsync(new ImageBehaviour.ConfigMissing(), FailureCause.Cluster);

        failed.ShouldContain("app-credentials");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task an_entrypoint_that_is_gone_is_the_versions_and_named()
    {
        var failed = await FailAsync(new ImageBehaviour.CannotStart("exec: \"/run.sh\": stat /run.sh: no such file or directory: unknown"), FailureCause.Version);

        failed.ShouldContain("/run.sh");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_liveness_probe_that_kills_is_the_versions_and_named()
    {
        var failed = await FailAsync(new ImageBehaviour.FailsLiveness(TimeSpan.FromSeconds(30)), FailureCause.Version);

        failed.ShouldContain("iveness");
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData(CommitFate.NeverStarts, "queue")]
    [InlineData(CommitFate.Stopped, "stopped")]
    [InlineData(CommitFate.Declined, "declined")]
    [InlineData(CommitFate.Unreadable, "pipeline")]
    public async Task what_ci_did_not_do_is_cis(CommitFate fate, string words)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Ci.Next("web", fate);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Ci);
        (await pipeline.SubjectsAsync()).ShouldBe(PutBack);
        (await pipeline.ToldAsync("`web` failed")).ShouldContain(words);
    }

    [Fact]
    public async Task ci_that_swallows_the_failure_of_a_stack_is_found_out_by_its_log()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.PrepareAsync(catalog => catalog["ci_result_pattern"] = @"\[(?<stack>[^\]]+)\] ((?<ok>OK)|(?<skipped>SKIPPED)|(?<failed>FAILED))");
        pipeline.World.Ci.Next("web", CommitFate.FailedButGreen);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Ci);
        (await pipeline.SubjectsAsync()).ShouldBe(PutBack);
        (await pipeline.ToldAsync("`web` failed")).ShouldContain("FAILED");
    }

    [Fact]
    public async Task a_backup_that_is_complete_and_too_small_is_no_backup()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()]);
        await pipeline.PrepareAsync(catalog => catalog["backup_infrastructure"]!["postgresql"]!["proof"] = new JsonObject
        {
            ["log_pattern"] = @"(?<bytes>\d+) bytes",
            ["min_bytes"] = "1Gi",
        });

        await pipeline.ReportAsync("shop");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeAborted>().Stage.ShouldBe(AbortStage.Backup);
        (await pipeline.LogAsync()).ShouldBeEmpty();
        var told = await pipeline.ToldAsync("`shop` not upgraded");
        told.ShouldContain("734003200 bytes, at least 1073741824 are asked for");
        told.ShouldContain("mend the backup");
    }

    [Fact]
    public async Task a_backup_is_proven_by_its_log_and_the_commit_says_how_large_it_is()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()]);
        await pipeline.PrepareAsync(catalog => catalog["backup_infrastructure"]!["postgresql"]!["proof"] = new JsonObject { ["log_pattern"] = @"(?<bytes>\d+) bytes", ["min_bytes"] = "10Mi" });

        await pipeline.ReportAsync("shop");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.LogAsync()).Single().Body.ShouldContain("DB backup: yes");
        (await pipeline.ToldAsync("database backed up")).ShouldContain("700 MiB");
    }

    /// <returns>What Slack was told of the failure.</returns>
    private async Task<string> FailAsync(ImageBehaviour behaviour, FailureCause cause)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", behaviour);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(cause);
        (await pipeline.SubjectsAsync()).ShouldBe(PutBack);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.0.0"]);
        var told = await pipeline.ToldAsync("`web` failed");
        told.ShouldContain($"cause {cause}");
        return told;
    }
}

[Trait("Length", "long")]
public sealed class CausesInMemory() : CauseScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class CausesOnRabbitMq(OnRabbitMq arrangement) : CauseScenarios(arrangement), IClassFixture<OnRabbitMq>;
