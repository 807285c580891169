using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

/// <summary>Whose fault it is, from what is seen in the cluster.</summary>
public sealed class EvidenceCauseTests
{
    private static readonly Failure Crash = new() { Check = "pods", Cause = FailureCause.Version, Summary = "it crashed", Pod = "web-1", Node = "n1", Crashed = true };
    private static readonly Failure Starting = new() { Check = "rollout", Cause = FailureCause.Version, Summary = "it does not start", Pod = "web-1", Node = "n1", Reason = "ContainerCreating", NeverStarted = true };

    [Fact]
    public void a_node_that_is_not_ready_or_gone_is_the_clusters_affair()
    {
        Judge(Crash, nodes: [new NodeView("n1", false, "Kubelet stopped posting node status.")]).ShouldBe(
            Crash with { Cause = FailureCause.Cluster, Summary = "it crashed; its node n1 is not ready: Kubelet stopped posting node status." });
        Judge(Crash, nodes: [new NodeView("n2", true, null)]).Summary.ShouldBe("it crashed; its node n1 is gone");
        Judge(Crash, nodes: [new NodeView("n1", true, null), new NodeView("n2", false, null)]).ShouldBe(Crash);
        Judge(Crash, nodes: []).ShouldBe(Crash);
    }

    [Fact]
    public void what_is_known_not_to_be_the_versions_fault_stays_so()
    {
        var registry = Crash with { Cause = FailureCause.Registry };

        Judge(registry, nodes: [new NodeView("n1", false, null)]).ShouldBe(registry);
    }

    [Theory]
    [InlineData("FailedMount: MountVolume.SetUp failed for volume \"data\": timed out waiting for the condition")]
    [InlineData("FailedAttachVolume: Multi-Attach error for volume \"pvc-1\"")]
    [InlineData("FailedCreatePodSandBox: failed to setup network for sandbox")]
    public void a_pod_that_never_started_for_want_of_a_volume_or_network_is_not_the_versions_fault(string warning)
    {
        var judged = Judge(Starting, [warning]);
        (judged.Cause, judged.Message).ShouldBe((FailureCause.Cluster, warning));
        // Once something has run, it is history.
        Judge(Crash, [warning]).Cause.ShouldBe(FailureCause.Version);
    }

    [Fact]
    public void a_chart_writes_pod_specs_so_what_it_refers_to_in_vain_is_its_own_fault()
    {
        const string Missing = "FailedMount: MountVolume.SetUp failed for volume \"keys\" : secret \"keys\" not found";

        Judge(Starting, [Missing]).Cause.ShouldBe(FailureCause.Cluster);
        Judge(Starting, [Missing], byChart: true).Cause.ShouldBe(FailureCause.Version);
        Judge(Starting, ["FailedMount: timed out"], byChart: true).Cause.ShouldBe(FailureCause.Cluster);
        Judge(Starting with { Cause = FailureCause.Cluster, Reason = "CreateContainerConfigError" }, byChart: true).Cause.ShouldBe(FailureCause.Version);
    }

    [Theory]
    [InlineData("FailedCreate: create Pod web-0 in StatefulSet web failed error: pods \"web-0\" is forbidden: exceeded quota: compute", FailureCause.Cluster)]
    [InlineData("FailedCreate: Error creating: admission webhook \"policy.example\" denied the request", FailureCause.Cluster)]
    [InlineData("Unhealthy: something else", FailureCause.Unknown)]
    public void pods_that_cannot_be_created_are_told_by_their_controllers_events(string warning, FailureCause cause) =>
        Judge(new Failure { Check = "rollout", Cause = FailureCause.Unknown, Summary = "0 of 1", WorkloadKind = "StatefulSet", WorkloadName = "web" }, [warning]).Cause.ShouldBe(cause);

    [Fact]
    public void a_liveness_probe_that_fails_is_the_versions_fault_and_said()
    {
        var judged = Judge(Crash, ["Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500", "BackOff: Back-off restarting"]);

        (judged.Cause, judged.Message).ShouldBe(
            (FailureCause.Version, "the cluster ended it because of its liveness probe: Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500"));
    }

    [Theory]
    [InlineData("secret \"web-keys\" not found", FailureCause.Cluster)]
    [InlineData("configmap \"web\" not found", FailureCause.Cluster)]
    [InlineData("couldn't find key password in Secret ns/web", FailureCause.Cluster)]
    [InlineData("container has runAsNonRoot and image will run as root", FailureCause.Version)]
    [InlineData("container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root", FailureCause.Version)]
    [InlineData("something new", FailureCause.Unknown)]
    [InlineData(null, FailureCause.Unknown)]
    public void whose_fault_a_container_that_cannot_be_configured_is(string? words, FailureCause cause) =>
        FailureCauses.Of(new ContainerTrouble("CreateContainerConfigError", "", Message: words), null).ShouldBe(cause);

    [Theory]
    [InlineData("exec: \"/entrypoint.sh\": stat /entrypoint.sh: no such file or directory: unknown", FailureCause.Version)]
    [InlineData("exec /app/server: exec format error", FailureCause.Version)]
    [InlineData("error mounting \"/data\" to rootfs at \"/etc/app\": not a directory", FailureCause.Version)]
    [InlineData("failed to create shim task: context deadline exceeded", FailureCause.Cluster)]
    [InlineData("write /run/containerd/x: no space left on device", FailureCause.Cluster)]
    [InlineData(null, FailureCause.Version)]
    public void whose_fault_a_container_that_cannot_be_started_is(string? words, FailureCause cause) =>
        FailureCauses.Of(new ContainerTrouble("StartError", "", Message: words), null).ShouldBe(cause);

    [Theory]
    [InlineData("Unknown")]
    [InlineData("ContainerStatusUnknown")]
    public void an_end_that_nobody_saw_is_the_nodes(string reason) => FailureCauses.Of(new ContainerTrouble(reason, ""), null).ShouldBe(FailureCause.Cluster);

    [Theory]
    [InlineData("PreemptionByScheduler")]
    [InlineData("EvictionByEvictionAPI")]
    [InlineData("DeletionByTaintManager")]
    [InlineData("TerminationByKubelet")]
    public void a_pod_that_is_being_ended_did_not_crash_by_itself(string disruption)
    {
        var crashed = Select(Workload(rollout: new RolloutState.Waiting("")), Pod(container: Crashing()) with { Disruption = disruption });
        SeenTrouble.OfTarget(crashed, null).Single().ToFailure().Cause.ShouldBe(FailureCause.Cluster);
        OfPod(Pod(ready: false) with { Disruption = disruption }).Cause.ShouldBe(FailureCause.Cluster);
    }

    [Theory]
    [InlineData("NodeLost", null, FailureCause.Cluster)]
    [InlineData("Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi.", FailureCause.Cluster)]
    [InlineData("Preempting", null, FailureCause.Cluster)]
    [InlineData("NodeShutdown", null, FailureCause.Cluster)]
    [InlineData("UnexpectedAdmissionError", null, FailureCause.Cluster)]
    [InlineData("Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ", FailureCause.Version)]
    [InlineData("Evicted", "Usage of EmptyDir volume \"tmp\" exceeds the limit \"1Gi\". ", FailureCause.Version)]
    public void a_pod_that_was_ended_is_to_blame_only_for_a_limit_of_its_own(string reason, string? message, FailureCause cause) =>
        OfPod(Pod(ready: false) with { Reason = reason, Message = message }).Cause.ShouldBe(cause);

    [Fact]
    public void an_evicted_pod_whose_successor_does_not_start_is_the_clusters_affair()
    {
        var evicted = Pod(name: "web-old") with { Phase = "Failed", Reason = "Evicted" };
        var starting = Pod(container: new ContainerView { Name = "server", Image = "nginx:1.27", WaitingReason = "ContainerCreating" }, ready: false);

        var failure = RolloutFailure.Of(Select(Workload(rollout: new RolloutState.Waiting("")), evicted, starting).Workloads[0], new Progress { Since = Now });

        (failure.Cause, failure.Summary).ShouldBe((FailureCause.Cluster, "Deployment ns/web: pod web-old was ended by its node: Evicted; pod web-1, which replaces it, has not started"));
    }

    [Fact]
    public void an_eviction_of_the_version_before_explains_nothing()
    {
        var evicted = Pod("nginx:1.26", "web-old") with { Phase = "Failed", Reason = "Evicted" };
        var waiting = Workload(rollout: new RolloutState.Waiting("0 of 1"));

        RolloutFailure.Of(Select(waiting, evicted).Workloads[0], new Progress { Since = Now }).Cause.ShouldBe(FailureCause.Unknown);
        RolloutFailure.Of(Select(waiting, evicted with { Containers = Pod().Containers }).Workloads[0], new Progress { Since = Now }).Cause.ShouldBe(FailureCause.Cluster);
    }

    [Fact]
    public void a_broken_pod_that_a_stateful_set_does_not_replace_is_named()
    {
        var broken = Pod("nginx:1.26", "web-0", ready: false);
        var workload = Workload(rollout: new RolloutState.Waiting("0 of 1 pods are ready"));

        var failure = RolloutFailure.Of(Select(workload with { Kind = "StatefulSet" }, broken).Workloads[0], new Progress { Since = Now });

        (failure.Pod, failure.Cause).ShouldBe(("web-0", FailureCause.Unknown));
        failure.Summary.ShouldEndWith("a StatefulSet does not replace such a pod by itself: somebody has to delete it");
        RolloutFailure.Of(Select(workload, broken).Workloads[0], new Progress { Since = Now }).Pod.ShouldBeNull();
    }

    private static Failure OfPod(PodView pod) => RolloutFailure.OfPod(Select(Workload(), pod).Workloads[0], pod);

    private static Failure Judge(Failure failure, IReadOnlyList<string>? warnings = null, IReadOnlyList<NodeView>? nodes = null, bool byChart = false) =>
        EvidenceCause.Of(failure, new EvidenceFound(warnings ?? [], nodes ?? [], byChart));
}
