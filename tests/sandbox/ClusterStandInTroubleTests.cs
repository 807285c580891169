using System.Text.Json;
using k8s;
using k8s.Models;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Sandbox;

/// <summary>Troubles that are not in the container, and what leads to it (<c>reference/kubernetes.md</c> §3, §5).</summary>
public sealed class ClusterStandInTroubleTests : IAsyncLifetime
{
    private ClusterWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ClusterWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_container_that_cannot_be_started_shows_the_runtimes_words_and_backs_off()
    {
        Apply(new ImageBehaviour.CannotStart("exec: \"/run.sh\": no such file"), 3);
        (await _world.ContainerAsync()).State.Waiting.Reason.ShouldBe("RunContainerError");

        _world.Seconds(60);
        var container = await _world.ContainerAsync();
        (container.State.Waiting.Reason, container.LastState.Terminated.Reason, container.LastState.Terminated.ExitCode).ShouldBe(("CrashLoopBackOff", "StartError", 128));
        container.LastState.Terminated.Message.ShouldEndWith("exec: \"/run.sh\": no such file");
        (await WarningsAsync()).ShouldContain(w => w.StartsWith("Failed: Error: failed to create containerd task", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_missing_secret_keeps_the_container_waiting()
    {
        Apply(new ImageBehaviour.ConfigMissing(), 600);

        var container = await _world.ContainerAsync();
        (container.State.Waiting.Reason, container.State.Waiting.Message, container.ImageID).ShouldBe(("CreateContainerConfigError", "secret \"app-credentials\" not found", ""));
        (await WarningsAsync()).ShouldBe(["Failed: Error: secret \"app-credentials\" not found"]);
    }

    [Fact]
    public async Task a_pod_that_no_node_takes_has_no_containers_yet()
    {
        Apply(new ImageBehaviour.Unschedulable("0/1 nodes"), 60);

        var pod = await _world.PodAsync();
        (pod.Status.Phase, pod.Spec.NodeName, pod.Status.ContainerStatuses).ShouldBe(("Pending", null, null));
        var condition = pod.Status.Conditions.ShouldHaveSingleItem();
        (condition.Type, condition.Status, condition.Reason, condition.Message).ShouldBe(("PodScheduled", "False", "Unschedulable", "0/1 nodes"));
        (await WarningsAsync()).ShouldBe(["FailedScheduling: 0/1 nodes"]);
    }

    [Fact]
    public async Task a_volume_that_does_not_come_is_an_event_only()
    {
        Apply(new ImageBehaviour.VolumeStuck("secret \"keys\" not found") { Reason = "FailedMount" }, 600);

        (await _world.ContainerAsync()).State.Waiting.Reason.ShouldBe("ContainerCreating");
        (await WarningsAsync()).ShouldBe(["FailedMount: secret \"keys\" not found"]);
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment, "ReplicaSet", "Error creating: pods \"app-")]
    [InlineData(WorkloadKind.StatefulSet, "StatefulSet", "create Pod app-0 in StatefulSet app failed error: pods \"app-0\" is forbidden: exceeded quota")]
    [InlineData(WorkloadKind.DaemonSet, "DaemonSet", "Error creating: pods \"app-")]
    public async Task pods_that_quota_forbids_never_come_to_be_and_their_controller_says_so(WorkloadKind kind, string involved, string words)
    {
        _world.Behaves("2", new ImageBehaviour.QuotaExceeded());
        _world.Cluster.Apply(ClusterWorld.Workload("2", kind));
        _world.Seconds(60);

        (await _world.PodsAsync()).ShouldBeEmpty();
        var told = (await _world.Api.CoreV1.ListNamespacedEventAsync(ClusterWorld.Space, fieldSelector: $"involvedObject.kind={involved},type=Warning")).Items.ShouldHaveSingleItem();
        (told.Reason, told.InvolvedObject.Name[..3]).ShouldBe(("FailedCreate", "app"));
        told.Message.ShouldStartWith(words);
        if (kind == WorkloadKind.Deployment)
        {
            (await _world.DeploymentAsync()).Status.Conditions.Single(c => c.Type == "ReplicaFailure").Reason.ShouldBe("FailedCreate");
        }
    }

    [Fact]
    public async Task an_evicted_pod_of_a_deployment_is_left_behind_beside_its_successor()
    {
        Apply(new ImageBehaviour.Evicted(TimeSpan.FromSeconds(60)), 30);
        var first = (await _world.PodAsync()).Metadata.Uid;
        _world.Cluster.IsRolledOut(ClusterWorld.Space, "app").ShouldBeTrue();

        _world.Seconds(45);
        var pods = (await _world.PodsAsync()).OrderBy(p => p.Metadata.CreationTimestamp).ToList();
        (pods[0].Metadata.Uid, pods[0].Status.Phase, pods[0].Status.Reason).ShouldBe((first, "Failed", "Evicted"));
        pods[0].Status.ContainerStatuses[0].State.Terminated.ExitCode.ShouldBe(137);
        pods[0].Status.Conditions.Single(c => c.Type == "DisruptionTarget").Reason.ShouldBe("TerminationByKubelet");
        (pods[1].Status.Phase, Ready(pods[1])).ShouldBe(("Running", "True"));
        (await _world.DeploymentAsync()).Status.ReadyReplicas.ShouldBe(1);
    }

    [Fact]
    public async Task pods_can_be_evicted_or_deleted_at_any_time_and_a_later_rollout_is_complete()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Cluster.Evict(ClusterWorld.Space, "app");
        _world.Cluster.AnswerOf("app.example.test").ShouldBe(503);
        _world.Seconds(10);
        _world.Cluster.AnswerOf("app.example.test").ShouldBe(200);
        _world.Cluster.DeletePods(ClusterWorld.Space, "app");
        _world.Cluster.AnswerOf("app.example.test").ShouldBe(503);
        _world.Seconds(10);
        (await _world.PodsAsync()).Select(p => p.Status.Phase).ShouldBe(["Failed", "Running"]);

        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(60);

        _world.Cluster.IsRolledOut(ClusterWorld.Space, "app").ShouldBeTrue();
        (await _world.PodsAsync()).Single(p => p.Status.Phase == "Running").Spec.Containers[0].Image.ShouldBe("example/app:2");
    }

    [Fact]
    public async Task what_is_on_a_node_that_does_not_answer_is_not_ready()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Cluster.SetNode("node-0", ready: false);

        Ready((await _world.PodsAsync())[0]).ShouldBe("False");
        _world.Cluster.AnswerOf("app.example.test").ShouldBe(503);
        var node = (await _world.Api.CoreV1.ListNodeAsync()).Items.ShouldHaveSingleItem();
        (node.Metadata.Name, node.Status.Conditions.Single(c => c.Type == "Ready").Status).ShouldBe(("node-0", "Unknown"));

        _world.Cluster.SetNode("node-0", ready: true);
        Ready((await _world.PodsAsync())[0]).ShouldBe("True");
    }

    [Fact]
    public async Task a_pod_that_is_to_be_ended_says_by_whom()
    {
        Apply(new ImageBehaviour.Disrupted("PreemptionByScheduler", new ImageBehaviour.Healthy(TimeSpan.Zero)), 10);

        (await _world.PodAsync()).Status.Conditions.Single(c => c.Type == "DisruptionTarget").Reason.ShouldBe("PreemptionByScheduler");
    }

    [Fact]
    public async Task a_failing_liveness_probe_kills_and_says_so()
    {
        Apply(new ImageBehaviour.FailsLiveness(TimeSpan.FromSeconds(40)), 60);

        var container = await _world.ContainerAsync();
        (container.RestartCount, container.LastState.Terminated.ExitCode).ShouldBe((1, 137));
        (await WarningsAsync()).ShouldContain("Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500");
    }

    [Fact]
    public async Task a_native_sidecar_is_an_init_container_that_stays()
    {
        _world.Cluster.Apply(ClusterWorld.Workload("1") with { Sidecars = [new ContainerSpec("proxy", "example/proxy:1")] });
        _world.Seconds(30);

        var pod = await _world.PodAsync();
        (pod.Spec.InitContainers[0].Name, pod.Spec.InitContainers[0].RestartPolicy).ShouldBe(("proxy", "Always"));
        pod.Status.InitContainerStatuses.ShouldHaveSingleItem().State.Running.ShouldNotBeNull();
        (pod.Status.Phase, Ready(pod), pod.Status.ContainerStatuses.Count).ShouldBe(("Running", "True", 1));
    }

    [Fact]
    public async Task helms_labels_are_the_workloads_and_change_no_generation()
    {
        _world.Running(ClusterWorld.Workload("1") with { Release = new HelmRelease("shop", "web-1.2.3") });
        _world.Cluster.Apply(ClusterWorld.Workload("1") with { Release = new HelmRelease("shop", "web-1.3.0") });

        var metadata = (await _world.DeploymentAsync()).Metadata;
        (metadata.Labels["helm.sh/chart"], metadata.Labels["app.kubernetes.io/instance"], metadata.Annotations["meta.helm.sh/release-name"], metadata.Generation).ShouldBe(
            ("web-1.3.0", "shop", "shop", 1L));
        (await _world.PodAsync()).Metadata.Labels.ShouldNotContainKey("helm.sh/chart");
    }

    [Theory]
    [InlineData(FrontDoorKind.HttpRoute, "gateway.networking.k8s.io", "v1", "httproutes")]
    [InlineData(FrontDoorKind.IngressRoute, "traefik.io", "v1alpha1", "ingressroutes")]
    [InlineData(FrontDoorKind.OldIngressRoute, "traefik.containo.us", "v1alpha1", "ingressroutes")]
    public async Task custom_resources_are_known_once_something_uses_them(FrontDoorKind door, string group, string version, string plural)
    {
        Task<JsonElement> ListAsync() => _world.Api.CustomObjects.ListNamespacedCustomObjectAsync<JsonElement>(group, version, ClusterWorld.Space, plural);
        (await ClusterWorld.RefusedAsync(ListAsync)).Code.ShouldBe(404);

        _world.Running(ClusterWorld.Workload("1") with { Door = door });

        (await ListAsync()).GetProperty("items")[0].GetProperty("spec").ToString().ShouldContain("app.example.test");
        (await _world.Api.NetworkingV1.ListNamespacedIngressAsync(ClusterWorld.Space)).Items.ShouldBeEmpty();
        _world.Cluster.Forbid(plural);
        (await ClusterWorld.RefusedAsync(ListAsync)).Code.ShouldBe(403);
    }

    private static string Ready(V1Pod pod) => pod.Status.Conditions.Single(c => c.Type == "Ready").Status;

    private void Apply(ImageBehaviour behaviour, int seconds)
    {
        _world.Behaves("2", behaviour);
        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(seconds);
    }

    private async Task<IReadOnlyList<string>> WarningsAsync() => [.. (await _world.Api.CoreV1.ListNamespacedEventAsync(ClusterWorld.Space, fieldSelector: "type=Warning")).Items.Select(e => $"{e.Reason}: {e.Message}")];
}
