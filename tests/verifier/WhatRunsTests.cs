using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Verifier;

/// <summary>How it is proven that the version is what runs: digests, CronJobs, charts; and where its service is asked.</summary>
public sealed class WhatRunsTests : IAsyncLifetime
{
    private static readonly string Digest = "sha256:" + new string('d', 64);
    private static readonly ChartChange Chart = new() { Release = "shlink", Chart = "shlink-backend", From = "1.0.0", To = "1.1.0+2" };
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_digest_is_proven_by_what_the_node_has_pulled()
    {
        _world.Cluster.DigestOf = _ => Digest;
        await _world.BeginAsync();

        var succeeded = (await _world.UpgradeAsync(() => _world.Cluster.Apply(VerifierWorld.Workload("5.0.2")), Pinned)).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "version").Detail.ShouldBe("every pod runs 5.0.2, by its digest (1 pod)");
    }

    [Fact]
    public async Task the_right_tag_with_another_digest_is_not_the_version()
    {
        await _world.BeginAsync();

        var failed = (await _world.UpgradeAsync(() => _world.Cluster.Apply(VerifierWorld.Workload("5.0.2")), Pinned)).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause).ShouldBe(("version", FailureCause.Unknown));
        failed.Evidence.Summary.ShouldContain($"runs 5.0.2 by another digest, ");
        failed.Evidence.Summary.ShouldEndWith($" instead of {Digest}");
    }

    [Fact]
    public async Task a_long_outage_of_a_recreated_service_is_part_of_its_rollout()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.Healthy(TimeSpan.FromMinutes(5));
        await _world.BeginAsync();
        List<int> answers = [];
        _world.Answer = host =>
        {
            answers.Add(_world.Cluster.AnswerOf(host));
            return answers[^1];
        };

        (await _world.UpgradeAsync(() => _world.Cluster.Apply(VerifierWorld.Workload("5.0.2") with { Recreate = true }))).ShouldBeOfType<UpgradeSucceeded>();

        answers.ShouldAllBe(a => a == 200);
    }

    [Theory]
    [InlineData(false, "CronJob url/visits asks for 5.0.2 and has not run it yet")]
    [InlineData(true, "CronJob url/visits asks for 5.0.2 and has not run it yet; it is suspended")]
    public async Task a_cron_job_is_judged_by_its_template(bool suspended, string words)
    {
        CronJobSpec CronJob(string tag) => new() { Namespace = "url", Name = "visits", Image = $"{VerifierWorld.Image}:{tag}", IsSuspended = suspended };
        _world.Cluster.Add(CronJob("4.3.4"));

        var succeeded = (await _world.UpgradeAsync(() => _world.Cluster.Add(CronJob("5.0.2")))).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Where(c => c.Check is "rollout" or "version").Select(c => (c.Verdict, c.Detail)).ShouldBe(
            [(CheckVerdict.Passed, "CronJob url/visits: its template is changed"), (CheckVerdict.NotProven, words)]);
    }

    [Fact]
    public async Task a_chart_is_proven_by_its_label()
    {
        var succeeded = (await UpgradeChartAsync("shlink-backend-1.0.0", "shlink-backend-1.1.0_2")).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "version").Detail.ShouldBe("the label helm.sh/chart says 1.1.0+2 (Deployment url/shlink)");
    }

    [Fact]
    public async Task a_chart_that_green_ci_did_not_apply_is_found_out()
    {
        var failed = (await UpgradeChartAsync("shlink-backend-1.0.0", "shlink-backend-1.0.0")).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Summary).ShouldBe(
            ("version", FailureCause.Ci, "CI is green, but 1.0.0 of chart shlink-backend still runs (Deployment url/shlink)"));
    }

    [Theory]
    [InlineData("9", CheckVerdict.Passed)]
    [InlineData("8", CheckVerdict.NotProven)]
    public async Task a_chart_without_labels_is_proven_only_by_a_change(string tag, CheckVerdict verdict) =>
        (await UpgradeChartAsync(null, null, tag)).ShouldBeOfType<UpgradeSucceeded>().Checks.Single(c => c.Check == "version").Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(FrontDoorKind.Ingress)]
    [InlineData(FrontDoorKind.HttpRoute)]
    [InlineData(FrontDoorKind.Gateway)]
    [InlineData(FrontDoorKind.IngressRoute)]
    [InlineData(FrontDoorKind.OldIngressRoute)]
    public async Task a_service_is_asked_at_its_host_whatever_leads_there(FrontDoorKind door)
    {
        _world.Cluster.Apply(new WorkloadSpec { Namespace = "url", Name = "other", Containers = [new ContainerSpec("a", "other/app:1")], Host = "other.example.org", Door = door }, _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.4") with { Door = door }, _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.Zero);

        var succeeded = (await _world.UpgradeAsync(() => _world.Cluster.Apply(VerifierWorld.Workload("5.0.2") with { Door = door }))).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "http").Detail.ShouldBe("https://shlink.example.org/ answered 200");
    }

    [Fact]
    public async Task routes_that_the_role_may_not_list_are_none()
    {
        _world.Cluster.Forbid("httproutes", "ingressroutes");
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.4") with { Door = FrontDoorKind.HttpRoute }, _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.Zero);

        var succeeded = (await _world.UpgradeAsync(() => _world.Cluster.Apply(VerifierWorld.Workload("5.0.2") with { Door = FrontDoorKind.HttpRoute }))).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "http").Verdict.ShouldBe(CheckVerdict.NotProven);
    }

    [Fact]
    public async Task a_look_at_the_rollout_asks_the_cluster_once_for_each_kind_and_not_for_each_pod()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.NeverReady();
        await _world.BeginAsync();
        _world.Push('a', new Upgrades.Sandbox.Woodpecker.PipelineScript(), tag: null);
        await _world.AppliedAsync(_world.Applied('a'));
        while (await _world.WaitingAsync() is { } progress && !progress.Contains("\"phase\":\"Rollout\"", StringComparison.Ordinal))
        {
            await _world.MoveAsync(TimeSpan.FromSeconds(15));
        }

        _world.Cluster.Apply(VerifierWorld.Workload("5.0.2") with { Replicas = 12 });
        await _world.MoveAsync(TimeSpan.FromSeconds(15));
        var before = _world.Cluster.Requests;
        await _world.MoveAsync(TimeSpan.FromSeconds(15));

        // Deployments, StatefulSets, DaemonSets, CronJobs, pods.
        (_world.Cluster.Requests - before).ShouldBe(5);
    }

    private static UpgradeApplied Pinned(UpgradeApplied message) => message with { Images = [message.Images[0] with { Digest = Digest }] };

    private async Task<object> UpgradeChartAsync(string? before, string? after, string tag = "9")
    {
        WorkloadSpec Workload(string tag, string? chart) => VerifierWorld.Workload(tag) with { Release = new HelmRelease("shlink", chart) };
        _world.Cluster.Apply(Workload("8", before), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        await _world.StartedAsync([], [Chart]);
        await _world.MoveAsync(TimeSpan.Zero);
        return await _world.UpgradeAsync(() => _world.Cluster.Apply(Workload(tag, after)), m => m with { Images = [], Charts = [Chart] });
    }
}
