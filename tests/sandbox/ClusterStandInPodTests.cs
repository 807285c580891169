using k8s;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Sandbox;

/// <summary>What a container does with an image, as <c>reference/kubernetes.md</c> §3 describes it.</summary>
public sealed class ClusterStandInPodTests : IAsyncLifetime
{
    private ClusterWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ClusterWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_pod_is_pending_then_running_then_ready()
    {
        _world.Cluster.Apply(ClusterWorld.Workload("1"));
        (await _world.PodsAsync()).ShouldBeEmpty();

        _world.Seconds(1);
        var pod = await _world.PodAsync();
        (pod.Status.Phase, pod.Status.ContainerStatuses[0].State.Waiting.Reason, pod.Status.ContainerStatuses[0].ImageID).ShouldBe(("Pending", "ContainerCreating", ""));

        _world.Seconds(2);
        pod = await _world.PodAsync();
        (pod.Status.Phase, pod.Status.ContainerStatuses[0].Ready, Ready(pod)).ShouldBe(("Running", false, "False"));
        pod.Status.ContainerStatuses[0].State.Running.StartedAt.ShouldBe(_world.Time.GetUtcNow().UtcDateTime);

        _world.Seconds(5);
        pod = await _world.PodAsync();
        (pod.Status.Phase, pod.Status.ContainerStatuses[0].Ready, Ready(pod)).ShouldBe(("Running", true, "True"));
    }

    [Fact]
    public async Task the_image_is_normalised_and_its_digest_is_in_the_id()
    {
        _world.Running(ClusterWorld.Workload("1") with { Containers = [new ContainerSpec("web", "nginx:1.27")] });

        var container = await _world.ContainerAsync();

        container.Image.ShouldBe("docker.io/library/nginx:1.27");
        container.ImageID.ShouldMatch("^docker.io/library/nginx@sha256:[0-9a-f]{64}$");
        (await _world.PodAsync()).Spec.Containers[0].Image.ShouldBe("nginx:1.27");
    }

    [Fact]
    public async Task the_digest_can_be_the_registrys()
    {
        _world.Cluster.DigestOf = image => image == "docker.io/library/nginx:1.27" ? "sha256:abc" : "sha256:other";
        _world.Running(ClusterWorld.Workload("1") with { Containers = [new ContainerSpec("web", "nginx:1.27")] });

        (await _world.ContainerAsync()).ImageID.ShouldBe("docker.io/library/nginx@sha256:abc");
    }

    [Fact]
    public async Task a_crash_loop_backs_off_longer_each_time()
    {
        _world.Behaves("2", new ImageBehaviour.CrashLoop(3, ["booting", "boom"]));
        _world.Cluster.Apply(ClusterWorld.Workload("2"));

        _world.Seconds(3);
        (await _world.ContainerAsync()).State.Running.ShouldNotBeNull();
        _world.Seconds(1);
        (await _world.ContainerAsync()).State.Terminated.ExitCode.ShouldBe(3);
        // The first restart comes at once, and its exit begins the back-off.
        _world.Seconds(3);
        var container = await _world.ContainerAsync();
        (container.State.Waiting.Reason, container.RestartCount, container.Ready).ShouldBe(("CrashLoopBackOff", 1, false));
        (container.LastState.Terminated.Reason, container.LastState.Terminated.ExitCode).ShouldBe(("Error", 3));
        container.State.Waiting.Message.ShouldContain("back-off 10s restarting failed container=app");
        (await _world.PodAsync()).Status.Phase.ShouldBe("Running");

        _world.Seconds(12);
        (await _world.ContainerAsync()).State.Waiting.Message.ShouldContain("back-off 20s");
    }

    [Fact]
    public async Task a_crash_loop_of_a_day_restarts_every_five_minutes()
    {
        _world.Behaves("2", new ImageBehaviour.CrashLoop(1, ["boom"]));
        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(1 + 2 + 24 * 3600);

        var container = await _world.ContainerAsync();

        // Runs 0 to 6 and their pauses take 1+1, 1+10, 1+20, 1+40, 1+80, 1+160 and 1+300 s; the rest is one every 301 s.
        container.RestartCount.ShouldBe(6 + (24 * 3600 - (1 + 1 + 1 + 10 + 1 + 20 + 1 + 40 + 1 + 80 + 1 + 160)) / 301);
        container.State.Waiting.Message.ShouldContain("back-off 300s");
    }

    [Fact]
    public async Task a_late_crash_comes_after_readiness()
    {
        _world.Behaves("2", new ImageBehaviour.CrashLoop(1, ["boom"]) { RunsFor = TimeSpan.FromSeconds(60) });
        _world.Cluster.Apply(ClusterWorld.Workload("2"));

        _world.Seconds(1 + 2 + 59);
        (await _world.ContainerAsync()).Ready.ShouldBeTrue();
        _world.Seconds(2);
        var container = await _world.ContainerAsync();

        (container.Ready, container.RestartCount, container.LastState.Terminated.ExitCode).ShouldBe((false, 1, 1));
    }

    [Theory]
    [InlineData("256Mi", "OOMKilled")]
    [InlineData("512Mi", null)]
    [InlineData("536870912", null)]
    [InlineData("0.4Gi", "OOMKilled")]
    [InlineData("500M", "OOMKilled")]
    [InlineData(null, null)]
    public async Task too_little_memory_is_oom_killed(string? limit, string? reason)
    {
        _world.Behaves("2", new ImageBehaviour.OutOfMemory(512L << 20));
        _world.Cluster.Apply(ClusterWorld.Workload("2") with { Containers = [new ContainerSpec("app", "example/app:2", limit)] });
        _world.Seconds(60);

        var container = await _world.ContainerAsync();

        (container.Ready, container.LastState.Terminated?.Reason, container.LastState.Terminated?.ExitCode)
            .ShouldBe((reason is null, reason, reason is null ? null : 137));
    }

    [Fact]
    public async Task a_missing_image_is_pulled_in_vain()
    {
        _world.Behaves("2", new ImageBehaviour.ImageMissing());
        _world.Cluster.Apply(ClusterWorld.Workload("2"));

        _world.Seconds(3);
        (await _world.ContainerAsync()).State.Waiting.Reason.ShouldBe("ErrImagePull");
        _world.Seconds(10);
        var pod = await _world.PodAsync();

        pod.Status.Phase.ShouldBe("Pending");
        pod.Status.ContainerStatuses[0].State.Waiting.Reason.ShouldBe("ImagePullBackOff");
        pod.Status.ContainerStatuses[0].State.Waiting.Message.ShouldContain("manifest unknown");
        (await EventsAsync(pod.Metadata.Name)).ShouldContain(e => e.StartsWith("Warning Failed: Failed to pull image \"example/app:2\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_registry_in_trouble_says_something_else()
    {
        _world.Behaves("2", new ImageBehaviour.ImageMissing { Error = "unexpected status code 503 Service Unavailable" });
        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(3);

        (await _world.ContainerAsync()).State.Waiting.Message
            .ShouldBe("rpc error: code = Unknown desc = failed to pull and unpack image \"docker.io/example/app:2\": unexpected status code 503 Service Unavailable");
    }

    [Fact]
    public async Task what_is_never_ready_runs_and_its_probe_fails()
    {
        _world.Behaves("2", new ImageBehaviour.NeverReady());
        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(600);

        var pod = await _world.PodAsync();

        (pod.Status.Phase, pod.Status.ContainerStatuses[0].Ready, pod.Status.ContainerStatuses[0].RestartCount).ShouldBe(("Running", false, 0));
        (await EventsAsync(pod.Metadata.Name)).ShouldContain(e => e.StartsWith("Warning Unhealthy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_init_container_runs_first_and_its_crash_holds_the_pod()
    {
        var workload = ClusterWorld.Workload("1") with { InitContainers = [new ContainerSpec("migrate", "example/migrate:1")] };
        _world.Cluster.Apply(workload);
        _world.Seconds(3);
        var pod = await _world.PodAsync();
        (pod.Status.InitContainerStatuses[0].State.Running is not null, pod.Status.ContainerStatuses[0].State.Waiting.Reason).ShouldBe((true, "PodInitializing"));
        _world.Seconds(10);
        pod = await _world.PodAsync();
        (pod.Status.InitContainerStatuses[0].State.Terminated.Reason, pod.Status.InitContainerStatuses[0].Ready, pod.Status.ContainerStatuses[0].Ready).ShouldBe(("Completed", true, true));

        _world.Cluster.BehaviourOf = image => image == "example/migrate:2" ? new ImageBehaviour.CrashLoop(2, ["no"]) : new ImageBehaviour.Healthy(TimeSpan.Zero);
        _world.Cluster.Apply(workload with { Recreate = true, InitContainers = [new ContainerSpec("migrate", "example/migrate:2")] });
        _world.Seconds(60);
        pod = await _world.PodAsync();

        (pod.Status.Phase, pod.Status.InitContainerStatuses[0].State.Waiting.Reason, pod.Status.ContainerStatuses[0].State.Waiting.Reason)
            .ShouldBe(("Pending", "CrashLoopBackOff", "PodInitializing"));
    }

    [Fact]
    public async Task after_a_migration_an_older_tag_crashes_and_a_newer_runs()
    {
        _world.Behaves("2.0.0", new ImageBehaviour.MigratesDatabase());
        _world.Running(ClusterWorld.Workload("1.0.0") with { Recreate = true });
        _world.Cluster.Apply(ClusterWorld.Workload("2.0.0") with { Recreate = true });
        _world.Seconds(60);
        (await _world.ContainerAsync()).Ready.ShouldBeTrue();

        _world.Cluster.Apply(ClusterWorld.Workload("1.0.0") with { Recreate = true });
        _world.Seconds(60);
        var pod = await _world.PodAsync();
        (pod.Status.ContainerStatuses[0].Image, pod.Status.ContainerStatuses[0].LastState.Terminated.ExitCode).ShouldBe(("docker.io/example/app:1.0.0", 1));
        (await _world.LogAsync(pod.Metadata.Name, previous: true)).ShouldContain("schema is newer than this version: it was migrated by 2.0.0");

        _world.Cluster.Apply(ClusterWorld.Workload("3.0.0") with { Recreate = true });
        _world.Seconds(60);
        (await _world.ContainerAsync()).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task a_migration_that_never_came_to_run_breaks_nothing()
    {
        _world.Behaves("2.0.0", new ImageBehaviour.MigratesDatabase());
        _world.Running(ClusterWorld.Workload("1.0.0") with { Recreate = true });
        _world.Cluster.Apply(ClusterWorld.Workload("2.0.0") with { Recreate = true });
        _world.Seconds(3);
        _world.Cluster.Apply(ClusterWorld.Workload("1.0.0") with { Recreate = true });
        _world.Seconds(60);

        (await _world.ContainerAsync()).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task a_schema_is_of_one_namespace()
    {
        _world.Behaves("2.0.0", new ImageBehaviour.MigratesDatabase());
        _world.Running(ClusterWorld.Workload("2.0.0") with { Namespace = "other" });
        _world.Running(ClusterWorld.Workload("1.0.0"));

        (await _world.ContainerAsync()).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task logs_are_cut_at_either_end_and_kept_of_the_run_before()
    {
        _world.Behaves("2", new ImageBehaviour.CrashLoop(1, ["one", "two", "three"]));
        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(3);
        var pod = (await _world.PodAsync()).Metadata.Name;

        (await _world.LogAsync(pod)).ShouldBe("one\ntwo\n");
        (await ClusterWorld.RefusedAsync(() => _world.LogAsync(pod, previous: true))).Message.ShouldBe($"previous terminated container \"app\" in pod \"{pod}\" not found");
        _world.Seconds(2);
        (await _world.LogAsync(pod)).ShouldBe("one\ntwo\n");
        (await _world.LogAsync(pod, previous: true)).ShouldBe("one\ntwo\nthree\n");
        (await _world.LogAsync(pod, previous: true, tailLines: 2)).ShouldBe("two\nthree\n");
        (await _world.LogAsync(pod, previous: true, limitBytes: 5)).ShouldBe("one\nt");
    }

    [Fact]
    public async Task a_log_without_a_container_name_is_refused_where_there_are_two()
    {
        _world.Running(ClusterWorld.Workload("1") with { Containers = [new ContainerSpec("app", "example/app:1"), new ContainerSpec("worker", "example/worker:1")] });
        var pod = (await _world.PodAsync()).Metadata.Name;

        (await ClusterWorld.RefusedAsync(() => _world.LogAsync(pod))).ShouldBe((400, "BadRequest", $"a container name must be specified for pod {pod}, choose one of: [app worker]"));
        (await ClusterWorld.RefusedAsync(() => _world.LogAsync(pod, container: "x"))).Code.ShouldBe(400);
        (await _world.LogAsync(pod, container: "worker")).ShouldContain("starting example/worker:1");
    }

    [Fact]
    public async Task what_has_not_started_has_no_log()
    {
        _world.Cluster.Apply(ClusterWorld.Workload("1"));
        _world.Seconds(1);
        var pod = (await _world.PodAsync()).Metadata.Name;

        (await ClusterWorld.RefusedAsync(() => _world.LogAsync(pod))).Message.ShouldBe($"container \"app\" in pod \"{pod}\" is waiting to start: ContainerCreating");
    }

    private async Task<IReadOnlyList<string>> EventsAsync(string pod)
    {
        var events = await _world.Api.CoreV1.ListNamespacedEventAsync(ClusterWorld.Space, fieldSelector: $"involvedObject.name={pod}");
        return [.. events.Items.Select(e => $"{e.Type} {e.Reason}: {e.Message}")];
    }

    private static string Ready(k8s.Models.V1Pod pod) => pod.Status.Conditions.Single(c => c.Type == "Ready").Status;
}
