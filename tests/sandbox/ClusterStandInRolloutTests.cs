using k8s;
using k8s.Models;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Sandbox;

/// <summary>What <c>kubectl rollout status</c> would see, <c>reference/kubernetes.md</c> §4.</summary>
public sealed class ClusterStandInRolloutTests : IAsyncLifetime
{
    private ClusterWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ClusterWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_change_is_observed_a_second_later()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Cluster.Apply(ClusterWorld.Workload("2"));

        var deployment = await _world.DeploymentAsync();
        (deployment.Metadata.Generation, deployment.Status.ObservedGeneration, deployment.Status.UpdatedReplicas).ShouldBe((2, 1, 1));
        deployment.Spec.Template.Spec.Containers[0].Image.ShouldBe("example/app:2");

        _world.Seconds(1);
        deployment = await _world.DeploymentAsync();
        (deployment.Metadata.Generation, deployment.Status.ObservedGeneration).ShouldBe((2, 2));
    }

    [Fact]
    public async Task an_equal_spec_changes_nothing()
    {
        _world.Running(ClusterWorld.Workload("1"));
        var before = await _world.PodAsync();
        _world.Cluster.Apply(ClusterWorld.Workload("1") with { Labels = new Dictionary<string, string>() });
        _world.Seconds(30);

        ((await _world.PodAsync()).Metadata.Uid, (await _world.DeploymentAsync()).Metadata.Generation).ShouldBe((before.Metadata.Uid, 1));
    }

    [Fact]
    public async Task a_rolling_update_keeps_the_old_pod_until_the_new_is_ready()
    {
        _world.Running(ClusterWorld.Workload("1"));
        var old = await _world.PodAsync();
        _world.Cluster.Apply(ClusterWorld.Workload("2"));

        _world.Seconds(1 + 2 + 4);
        _world.Cluster.IsRolledOut(ClusterWorld.Space, "app").ShouldBeFalse();
        var status = (await _world.DeploymentAsync()).Status;
        (status.Replicas, status.UpdatedReplicas, status.ReadyReplicas, status.AvailableReplicas, status.UnavailableReplicas).ShouldBe((2, 1, 1, 1, 1));

        _world.Seconds(1);
        var pods = await _world.PodsAsync();
        pods.Single(p => p.Metadata.Uid == old.Metadata.Uid).Metadata.DeletionTimestamp.ShouldNotBeNull();
        status = (await _world.DeploymentAsync()).Status;
        (status.Replicas, status.UpdatedReplicas, status.AvailableReplicas, status.UnavailableReplicas).ShouldBe((1, 1, 1, null));
        Condition(status, "Progressing").ShouldBe(("True", "NewReplicaSetAvailable"));
        _world.Cluster.IsRolledOut(ClusterWorld.Space, "app").ShouldBeTrue();

        _world.Seconds(2);
        var pod = await _world.PodAsync();
        pod.Metadata.Uid.ShouldNotBe(old.Metadata.Uid);
        var sets = (await _world.Api.AppsV1.ListNamespacedReplicaSetAsync(ClusterWorld.Space)).Items;
        var owner = sets.Single(s => s.Metadata.Uid == pod.Metadata.OwnerReferences[0].Uid);
        (sets.Count, owner.Metadata.Labels["pod-template-hash"], owner.Spec.Replicas, owner.Metadata.OwnerReferences[0].Name)
            .ShouldBe((2, pod.Metadata.Labels["pod-template-hash"], 1, "app"));
    }

    [Fact]
    public async Task recreate_ends_the_old_pods_first()
    {
        _world.Running(ClusterWorld.Workload("1") with { Recreate = true });
        _world.Cluster.Apply(ClusterWorld.Workload("2") with { Recreate = true });

        _world.Seconds(1);
        (await _world.PodAsync()).Metadata.DeletionTimestamp.ShouldNotBeNull();
        var status = (await _world.DeploymentAsync()).Status;
        (status.Replicas, status.AvailableReplicas, status.UnavailableReplicas).ShouldBe((null, null, 1));
        Condition(status, "Available").ShouldBe(("False", "MinimumReplicasUnavailable"));
        _world.Cluster.AnswerOf("app.example.test").ShouldBe(503);

        _world.Seconds(2);
        ((await _world.ContainerAsync()).Image, (await _world.PodAsync()).Metadata.DeletionTimestamp).ShouldBe(("example/app:2", null));
        _world.Seconds(7);
        (await _world.DeploymentAsync()).Status.AvailableReplicas.ShouldBe(1);
    }

    [Fact]
    public async Task four_replicas_roll_with_one_more_and_one_less()
    {
        _world.Running(ClusterWorld.Workload("1", replicas: 4));
        _world.Cluster.Apply(ClusterWorld.Workload("2", replicas: 4));

        _world.Seconds(1);
        var status = (await _world.DeploymentAsync()).Status;
        (status.Replicas, status.UpdatedReplicas, status.AvailableReplicas).ShouldBe((5, 2, 3));
        _world.Seconds(14);
        status = (await _world.DeploymentAsync()).Status;
        (status.Replicas, status.UpdatedReplicas, status.AvailableReplicas).ShouldBe((4, 4, 4));
        _world.Seconds(2);
        (await _world.PodsAsync()).ShouldAllBe(p => p.Spec.Containers[0].Image == "example/app:2");
    }

    [Fact]
    public async Task a_broken_version_stays_beside_the_old_and_exceeds_its_deadline()
    {
        _world.Behaves("2", new ImageBehaviour.CrashLoop(1, ["boom"]));
        _world.Running(ClusterWorld.Workload("1"));
        _world.Cluster.Apply(ClusterWorld.Workload("2"));

        _world.Seconds(600);
        Condition((await _world.DeploymentAsync()).Status, "Progressing").ShouldBe(("True", "ReplicaSetUpdated"));
        _world.Seconds(3);
        var status = (await _world.DeploymentAsync()).Status;

        Condition(status, "Progressing").ShouldBe(("False", "ProgressDeadlineExceeded"));
        (status.Replicas, status.UpdatedReplicas, status.AvailableReplicas).ShouldBe((2, 1, 1));
        _world.Cluster.AnswerOf("app.example.test").ShouldBe(200);
    }

    [Fact]
    public async Task a_rollback_finds_the_old_pod_still_there()
    {
        _world.Behaves("2", new ImageBehaviour.NeverReady());
        _world.Running(ClusterWorld.Workload("1"));
        var old = await _world.PodAsync();
        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(60);
        _world.Cluster.Apply(ClusterWorld.Workload("1"));
        _world.Seconds(3);

        (await _world.PodAsync()).Metadata.Uid.ShouldBe(old.Metadata.Uid);
        var deployment = await _world.DeploymentAsync();
        (deployment.Metadata.Annotations["deployment.kubernetes.io/revision"], deployment.Status.UpdatedReplicas, deployment.Metadata.Generation).ShouldBe(("3", 1, 3));
    }

    [Fact]
    public async Task a_change_in_the_middle_of_a_rollout_starts_from_what_is_there()
    {
        _world.Running(ClusterWorld.Workload("1", replicas: 3));
        _world.Cluster.Apply(ClusterWorld.Workload("2", replicas: 3));
        _world.Seconds(9);
        _world.Cluster.Apply(ClusterWorld.Workload("3", replicas: 3));
        _world.Seconds(120);

        var pods = await _world.PodsAsync();
        (pods.Count, pods.Select(p => p.Spec.Containers[0].Image).Distinct().ShouldHaveSingleItem()).ShouldBe((3, "example/app:3"));
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    [InlineData(WorkloadKind.DaemonSet)]
    public async Task scaled_to_nothing_there_is_nothing(WorkloadKind kind)
    {
        _world.Running(ClusterWorld.Workload("1", kind, replicas: 2));
        _world.Cluster.Apply(ClusterWorld.Workload("1", kind, replicas: 0));
        _world.Seconds(3);
        (await _world.PodsAsync()).ShouldBeEmpty();

        _world.Cluster.Apply(ClusterWorld.Workload("1", kind, replicas: 3));
        _world.Seconds(8);
        (await _world.PodsAsync()).Count(p => p.Status.ContainerStatuses[0].Ready).ShouldBe(3);
    }

    [Fact]
    public async Task a_stateful_set_replaces_its_pods_from_the_last_to_the_first()
    {
        _world.Running(ClusterWorld.Workload("1", WorkloadKind.StatefulSet, replicas: 2));
        _world.Cluster.Apply(ClusterWorld.Workload("2", WorkloadKind.StatefulSet, replicas: 2));

        _world.Seconds(1 + 2);
        (await _world.PodsAsync()).OrderBy(p => p.Metadata.Name).Select(p => $"{p.Metadata.Name} {p.Spec.Containers[0].Image}")
            .ShouldBe(["app-0 example/app:1", "app-1 example/app:2"]);
        var status = (await SetAsync()).Status;
        (status.Replicas, status.ReadyReplicas, status.UpdatedReplicas, status.UpdateRevision == status.CurrentRevision).ShouldBe((2, 1, 1, false));

        _world.Seconds(7 + 9);
        status = (await SetAsync()).Status;
        (status.ReadyReplicas, status.UpdatedReplicas, status.CurrentReplicas, status.ObservedGeneration).ShouldBe((2, 2, 2, 2));
        status.CurrentRevision.ShouldBe(status.UpdateRevision);
        (await _world.PodsAsync()).ShouldAllBe(p => p.Metadata.Labels["controller-revision-hash"] == status.UpdateRevision);
    }

    [Fact]
    public async Task a_stateful_set_stops_at_the_first_broken_pod()
    {
        _world.Behaves("2", new ImageBehaviour.CrashLoop(1, ["boom"]));
        _world.Running(ClusterWorld.Workload("1", WorkloadKind.StatefulSet, replicas: 2));
        _world.Cluster.Apply(ClusterWorld.Workload("2", WorkloadKind.StatefulSet, replicas: 2));
        _world.Seconds(900);

        var status = (await SetAsync()).Status;
        (status.Replicas, status.ReadyReplicas, status.UpdatedReplicas, status.UpdateRevision == status.CurrentRevision).ShouldBe((2, 1, 1, false));

        _world.Cluster.Apply(ClusterWorld.Workload("1", WorkloadKind.StatefulSet, replicas: 2));
        _world.Seconds(20);
        status = (await SetAsync()).Status;
        (status.ReadyReplicas, status.UpdateRevision == status.CurrentRevision).ShouldBe((2, true));
    }

    [Fact]
    public async Task a_daemon_set_counts_nodes()
    {
        _world.Running(ClusterWorld.Workload("1", WorkloadKind.DaemonSet, replicas: 3));
        _world.Cluster.Apply(ClusterWorld.Workload("2", WorkloadKind.DaemonSet, replicas: 3));

        _world.Seconds(1 + 2 + 7);
        var status = (await NodesAsync()).Status;
        (status.DesiredNumberScheduled, status.UpdatedNumberScheduled, status.NumberAvailable, status.NumberUnavailable).ShouldBe((3, 1, 2, 1));
        _world.Seconds(18);
        status = (await NodesAsync()).Status;
        (status.DesiredNumberScheduled, status.UpdatedNumberScheduled, status.NumberAvailable, status.NumberUnavailable, status.ObservedGeneration).ShouldBe((3, 3, 3, null, 2));
    }

    [Fact]
    public async Task absent_counters_stand_for_nothing()
    {
        _world.Cluster.Apply(ClusterWorld.Workload("1"));

        var status = (await _world.DeploymentAsync()).Status;
        (status.ObservedGeneration, status.Replicas, status.UpdatedReplicas, status.Conditions).ShouldBe((null, null, null, null));
    }

    private Task<V1StatefulSet> SetAsync() => _world.Api.AppsV1.ReadNamespacedStatefulSetAsync("app", ClusterWorld.Space);

    private Task<V1DaemonSet> NodesAsync() => _world.Api.AppsV1.ReadNamespacedDaemonSetAsync("app", ClusterWorld.Space);

    private static (string, string) Condition(V1DeploymentStatus status, string type) =>
        status.Conditions.Single(c => c.Type == type) is var c ? (c.Status, c.Reason) : default;
}
