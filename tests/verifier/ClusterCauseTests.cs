using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Verifier;

/// <summary>Whose fault a failure is called, as seen through the API of a cluster.</summary>
public sealed class ClusterCauseTests : IAsyncLifetime
{
    private const string NewImage = $"{VerifierWorld.Image}:5.0.2";
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task an_entrypoint_that_is_gone_is_the_versions_fault_and_named()
    {
        var failed = await FailAsync(new ImageBehaviour.CannotStart("exec: \"/usr/local/bin/run.sh\": stat /usr/local/bin/run.sh: no such file or directory: unknown"));

        (failed.Check, failed.Cause, failed.Evidence.Reason, failed.Evidence.ExitCode).ShouldBe(("pods", FailureCause.Version, "StartError", 128));
        failed.Evidence.Summary.ShouldContain("container server cannot be started, exit code 128 (it never ran: the entrypoint");
        failed.Evidence.Summary.ShouldContain("stat /usr/local/bin/run.sh: no such file or directory");
    }

    [Fact]
    public async Task a_variable_that_a_version_wants_is_in_its_last_words()
    {
        var failed = await FailAsync(new ImageBehaviour.CrashLoop(127, ["/entrypoint.sh: line 3: php: not found"]));

        failed.Evidence.Summary.ShouldEndWith("exit code 127 (a command was not found: the entrypoint or what it calls may have changed)");
        failed.Evidence.LogLines.ShouldContain("/entrypoint.sh: line 3: php: not found");
    }

    [Fact]
    public async Task a_secret_that_is_missing_is_not_the_versions_fault()
    {
        var failed = await FailAsync(new ImageBehaviour.ConfigMissing());

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("pods", FailureCause.Cluster, "CreateContainerConfigError"));
        failed.Evidence.Summary.ShouldContain("secret \"app-credentials\" not found");
    }

    [Fact]
    public async Task a_pod_that_no_node_takes_is_not_the_versions_fault()
    {
        var failed = await FailAsync(new ImageBehaviour.Unschedulable());

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("rollout", FailureCause.Cluster, "Unschedulable"));
        failed.Evidence.Summary.ShouldContain("1 Insufficient memory");
    }

    [Fact]
    public async Task a_volume_that_does_not_come_is_not_the_versions_fault()
    {
        var failed = await FailAsync(new ImageBehaviour.VolumeStuck());

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("rollout", FailureCause.Cluster, "ContainerCreating"));
        failed.Evidence.Summary.ShouldContain("(FailedAttachVolume: Multi-Attach error for volume");
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    [InlineData(WorkloadKind.DaemonSet)]
    public async Task pods_that_quota_forbids_are_not_the_versions_fault(WorkloadKind kind)
    {
        var failed = await FailAsync(new ImageBehaviour.QuotaExceeded(), w => w with { Kind = kind });

        (failed.Check, failed.Cause).ShouldBe(("rollout", FailureCause.Cluster));
        failed.Evidence.Summary.ShouldContain("exceeded quota: compute");
    }

    [Fact]
    public async Task a_node_that_does_not_answer_is_not_the_versions_fault()
    {
        await _world.BeginAsync();

        var failed = (await _world.UpgradeAsync(() =>
        {
            _world.Cluster.Apply(VerifierWorld.Workload("5.0.2"));
            _world.Cluster.SetNode("node-0", ready: false);
        })).ShouldBeOfType<UpgradeFailed>();

        failed.Cause.ShouldBe(FailureCause.Cluster);
        failed.Evidence.Summary.ShouldEndWith("its node node-0 is not ready: Kubelet stopped posting node status.");
    }

    [Fact]
    public async Task a_role_that_may_not_see_nodes_and_cron_jobs_stops_no_verdict()
    {
        _world.Cluster.Forbid("nodes", "cronjobs", "events");

        (await FailAsync(new ImageBehaviour.NeverReady())).Cause.ShouldBe(FailureCause.Version);
    }

    [Fact]
    public async Task a_pod_that_is_evicted_and_replaced_by_a_healthy_one_has_not_crashed()
    {
        await _world.BeginAsync();
        _world.Behaviours[NewImage] = new ImageBehaviour.Evicted(TimeSpan.FromSeconds(90), new ImageBehaviour.Healthy(TimeSpan.FromMinutes(3)));

        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "pods").Detail.ShouldBe("no crash and no restart within 2 min (1 pod; 1 replaced meanwhile)");
    }

    [Fact]
    public async Task a_pod_that_is_evicted_and_finds_no_other_node_is_the_clusters_affair()
    {
        var failed = await FailAsync(new ImageBehaviour.Evicted(TimeSpan.FromSeconds(90), new ImageBehaviour.Unschedulable()));

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("pods", FailureCause.Cluster, "Unschedulable"));
    }

    [Fact]
    public async Task a_crash_of_a_pod_that_is_being_drained_is_not_the_versions_fault()
    {
        var failed = await FailAsync(new ImageBehaviour.Disrupted("EvictionByEvictionAPI", new ImageBehaviour.CrashLoop(143, ["terminating"])));

        failed.Cause.ShouldBe(FailureCause.Cluster);
        failed.Evidence.Summary.ShouldEndWith("while its pod was to be ended (EvictionByEvictionAPI)");
    }

    [Fact]
    public async Task a_liveness_probe_that_fails_is_the_versions_fault_and_said()
    {
        var failed = await FailAsync(new ImageBehaviour.FailsLiveness(TimeSpan.FromSeconds(50)));

        (failed.Check, failed.Cause, failed.Evidence.ExitCode).ShouldBe(("pods", FailureCause.Version, 137));
        failed.Evidence.Summary.ShouldContain("because of its liveness probe: Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500");
    }

    [Fact]
    public async Task a_native_sidecar_that_crashes_fails_the_version()
    {
        _world.Behaviours["example/proxy:5.0.2"] = new ImageBehaviour.CrashLoop(1, ["no config"]);
        await _world.BeginAsync();

        var failed = (await _world.UpgradeAsync(() => _world.Cluster.Apply(
            VerifierWorld.Workload("5.0.2") with { Sidecars = [new ContainerSpec("proxy", "example/proxy:5.0.2")] }))).ShouldBeOfType<UpgradeFailed>();

        (failed.Cause, failed.Evidence.Container, failed.Evidence.Reason).ShouldBe((FailureCause.Version, "proxy", "CrashLoopBackOff"));
    }

    private async Task<UpgradeFailed> FailAsync(ImageBehaviour behaviour, Func<WorkloadSpec, WorkloadSpec>? with = null)
    {
        with ??= w => w;
        _world.Behaviours[NewImage] = behaviour;
        _world.Cluster.Apply(with(VerifierWorld.Workload("4.3.4")), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.Zero);
        return (await _world.UpgradeAsync(() => _world.Cluster.Apply(with(VerifierWorld.Workload("5.0.2"))))).ShouldBeOfType<UpgradeFailed>();
    }
}
