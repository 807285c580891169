using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Probes;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Verifier.Probes;

/// <summary>Each probe of the service, through the clients and settings that it has.</summary>
public sealed class VerifierProbesTests : IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task what_works_says_what_was_seen()
    {
        _world.Push('a', new PipelineScript(), tag: null);
        await _world.MoveAsync(TimeSpan.FromMinutes(10));

        (await _world.ProbeAsync()).Select(d => (d.Name, d.Verdict, d.Said)).ShouldBe(
        [
            ("clock", "Works", "the API server's clock is ours"),
            ("kubernetes", "Works", "may look at workloads in all namespaces"),
            ("prometheus", "NotSet", "UPGRADES__PROMETHEUS__URL is not set: queries of the catalog are not asked"),
            ("uptime-kuma", "Works", "shows 1 monitors"),
            ("woodpecker", "Works", "repository 1 (infra/home); workflow default was in pipeline 1: success"),
        ]);
    }

    [Fact]
    public async Task a_cluster_role_that_is_missing_is_named_and_holds_nobody_before_an_upgrade_has_told_a_namespace()
    {
        _world.Cluster.Withhold(new ClusterRight("list", "deployments.apps"));
        var failed = await FindAsync("kubernetes");
        (failed.Verdict, failed.Holds).ShouldBe(("Failed", 0));
        failed.Said.ShouldStartWith("may not list deployments in all namespaces");
        failed.Advice!.ShouldContain("verifier-role.yaml");

        await _world.StartedAsync();
        failed = await FindAsync("kubernetes");
        (failed.Said, failed.Holds).ShouldBe(("may not list deployments in url", 1));
    }

    [Fact]
    public async Task roles_of_single_namespaces_are_enough_where_upgrades_are()
    {
        _world.Cluster.Withhold(new ClusterRight("list", "pods", Namespace: ""));
        await _world.StartedAsync();

        (await FindAsync("kubernetes")).Said.ShouldBe("may look at workloads in the namespaces of the latest upgrades: url");
    }

    [Fact]
    public async Task an_api_server_that_lets_nobody_in_or_is_starting_is_a_failure_that_names_the_setting()
    {
        _world.Cluster.Token = "another";
        var failed = await FindAsync("kubernetes");
        (failed.Verdict, failed.Holds).ShouldBe(("Failed", 1));
        failed.Said.ShouldContain("401");
        failed.Advice!.ShouldContain("UPGRADES__KUBERNETES__TOKEN");
    }

    [Theory]
    [InlineData(-45, "Failed", "behind ours")]
    [InlineData(20, "Works", "ahead of ours")]
    [InlineData(90, "Failed", "ahead of ours")]
    public async Task a_clock_that_is_not_ours_is_told(int seconds, string verdict, string words)
    {
        _world.Cluster.ClockSkew = TimeSpan.FromSeconds(seconds);

        var clock = await FindAsync("clock");

        (clock.Verdict, clock.Holds).ShouldBe((verdict, 0));
        clock.Said.ShouldContain(words);
    }

    [Fact]
    public async Task ci_that_expires_the_token_hides_the_repository_switches_it_off_or_is_away_is_told_apart()
    {
        _world.Ci.Token = "another";
        var failed = await FindAsync("woodpecker");
        (failed.Verdict, failed.Holds, failed.Said).ShouldBe(("Failed", 1, "UPGRADES__WOODPECKER__TOKEN is not accepted (401)"));
        failed.Advice!.ShouldContain("personal token");

        (_world.Ci.Token, _world.Ci.IsHidden) = (null, true);
        (await FindAsync("woodpecker")).Said.ShouldBe("UPGRADES__WOODPECKER__REPOSITORY: Woodpecker knows no infra/home, or the token has no right to it");

        (_world.Ci.IsHidden, _world.Ci.IsActive) = (false, false);
        (await FindAsync("woodpecker")).Said.ShouldContain("not activated there");

        _world.Ci.IsActive = true;
        _world.Ci.AnswerNext(502, "bad gateway");
        (await FindAsync("woodpecker")).Said.ShouldBe("Woodpecker answered 502 bad gateway");
    }

    [Fact]
    public async Task a_repository_without_a_pipeline_yet_is_said_and_not_failed()
    {
        var row = await FindAsync("woodpecker");

        (row.Verdict, row.Said).ShouldBe(("Works", "repository 1 (infra/home); no pipeline yet that shows whether there is a workflow default"));
    }

    [Fact]
    public async Task pipelines_without_the_configured_workflow_are_a_failure()
    {
        await using var world = await VerifierWorld.StartAsync(new() { ["Woodpecker:Workflow"] = "apply" });
        for (var i = 0; i < 3; i++)
        {
            world.Push((char)('a' + i), new PipelineScript(), tag: null);
            await world.MoveAsync(TimeSpan.FromMinutes(10));
        }

        var failed = (await world.ProbeAsync()).Single(d => d.Name == "woodpecker");

        failed.Said.ShouldBe("repository 1 (infra/home): none of the last 3 pipelines has a workflow apply; they have default");
        failed.Advice!.ShouldContain("UPGRADES__WOODPECKER__WORKFLOW");
    }

    [Theory]
    [InlineData("Woodpecker:Token", "woodpecker", "there is no UPGRADES__WOODPECKER__TOKEN")]
    [InlineData("UptimeKuma:ApiKey", "uptime-kuma", "there is no UPGRADES__UPTIMEKUMA__APIKEY")]
    [InlineData("Kubernetes:Token", "kubernetes", "there is no UPGRADES__KUBERNETES__TOKEN")]
    public async Task an_empty_credential_is_told_as_such(string setting, string dependency, string words)
    {
        await using var world = await VerifierWorld.StartAsync(new() { [setting] = "" });
        (world.Ci.Token, world.Cluster.Token, world.Kuma.ApiKey) = ("needed", "needed", "needed");

        (await world.ProbeAsync()).Single(d => d.Name == dependency).Said.ShouldContain(words);
    }

    [Theory]
    [InlineData("Woodpecker:Url", "woodpecker", "UPGRADES__WOODPECKER__URL")]
    [InlineData("UptimeKuma:Url", "uptime-kuma", "UPGRADES__UPTIMEKUMA__URL")]
    [InlineData("Kubernetes:Url", "kubernetes", "UPGRADES__KUBERNETES__URL")]
    [InlineData("Prometheus:Url", "prometheus", "UPGRADES__PROMETHEUS__URL")]
    public async Task what_is_away_is_told_with_its_address_setting(string setting, string dependency, string advice)
    {
        await using var world = await VerifierWorld.StartAsync(new() { [setting] = "http://127.0.0.1:1" });

        var failed = (await world.ProbeAsync()).Single(d => d.Name == dependency);

        failed.Verdict.ShouldBe("Failed");
        failed.Said.ShouldContain("cannot be reached");
        failed.Advice!.ShouldContain(advice);
    }

    [Fact]
    public async Task a_key_that_uptime_kuma_does_not_take_is_told_at_once_and_so_is_its_end()
    {
        await using var world = await VerifierWorld.StartAsync(new() { ["UptimeKuma:ApiKey"] = "wrong-key" });
        world.Kuma.ApiKey = "right-key";
        var failed = (await world.ProbeAsync()).Single(d => d.Name == "uptime-kuma");
        (failed.Verdict, failed.Said).ShouldBe(("Failed", "Uptime Kuma does not accept UPGRADES__UPTIMEKUMA__APIKEY"));

        world.Kuma.ApiKey = "wrong-key";
        (await world.ProbeAsync()).Single(d => d.Name == "uptime-kuma").Verdict.ShouldBe("Works");
    }

    [Fact]
    public async Task an_upgrade_that_could_not_be_watched_is_told_to_wait_and_asked_for_again()
    {
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.4"), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        _world.Ci.Token = "another";
        await _world.ProbeAsync();
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.FromSeconds(15));
        var wait = (await _world.PublishedAsync<BaselineRecorded>()).ShouldHaveSingleItem();
        wait.WaitFor!.ShouldStartWith("woodpecker of the verifier has failed since ");
        wait.WaitFor!.ShouldEndWith(": UPGRADES__WOODPECKER__TOKEN is not accepted (401)");

        _world.Ci.Token = null;
        await _world.ProbeAsync();
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.FromSeconds(15));

        (await _world.PublishedAsync<BaselineRecorded>()).Select(b => b.WaitFor).ShouldBe([wait.WaitFor, null]);
    }

    [Fact]
    public async Task only_who_names_monitors_waits_for_uptime_kuma()
    {
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.4"), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        _world.Kuma.ApiKey = "another";
        await _world.ProbeAsync();
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.FromSeconds(15));
        (_world.UpgradeId, _world.Checks) = (Guid.NewGuid(), new CheckPlan { Monitors = ["short links"] });
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.FromSeconds(15));

        (await _world.PublishedAsync<BaselineRecorded>()).Select(b => b.WaitFor is not null).ShouldBe([false, true]);
    }

    private async Task<Dependency> FindAsync(string name) => (await _world.ProbeAsync()).Single(d => d.Name == name);
}
