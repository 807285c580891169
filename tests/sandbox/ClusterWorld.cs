using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Sandbox;

/// <summary>The cluster stand-in on its port, its clock, and the real client.</summary>
public sealed class ClusterWorld : IAsyncDisposable
{
    public const string Space = "media";

    private readonly StandInServer _server;

    private ClusterWorld(StandInServer server, ClusterStandIn cluster, FakeTimeProvider time)
    {
        (_server, Cluster, Time) = (server, cluster, time);
        Api = Client("token");
    }

    public ClusterStandIn Cluster { get; }

    public FakeTimeProvider Time { get; }

    public k8s.Kubernetes Api { get; }

    public Uri Address => _server.Address;

    public static async Task<ClusterWorld> StartAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
        var cluster = new ClusterStandIn(time) { Token = "token" };
        return new ClusterWorld(await StandInServer.StartAsync(cluster.Map), cluster, time);
    }

    public k8s.Kubernetes Client(string token) => new(new KubernetesClientConfiguration { Host = Address.ToString(), AccessToken = token });

    public static WorkloadSpec Workload(string tag, WorkloadKind kind = WorkloadKind.Deployment, int replicas = 1) => new()
    {
        Namespace = Space,
        Name = "app",
        Kind = kind,
        Replicas = replicas,
        Containers = [new ContainerSpec("app", $"example/app:{tag}", "256Mi")],
        Host = "app.example.test",
    };

    public void Seconds(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>A workload that has been running for long.</summary>
    public void Running(WorkloadSpec workload) => Cluster.Apply(workload, Time.GetUtcNow() - TimeSpan.FromDays(1));

    public void Behaves(string tag, ImageBehaviour behaviour)
    {
        var others = Cluster.BehaviourOf;
        Cluster.BehaviourOf = image => image.EndsWith(":" + tag, StringComparison.Ordinal) ? behaviour : others(image);
    }

    public async Task<IList<V1Pod>> PodsAsync(string? labelSelector = null) =>
        (await Api.CoreV1.ListNamespacedPodAsync(Space, labelSelector: labelSelector)).Items;

    public async Task<V1Pod> PodAsync() => (await PodsAsync()).ShouldHaveSingleItem();

    public async Task<V1ContainerStatus> ContainerAsync() => (await PodAsync()).Status.ContainerStatuses.ShouldHaveSingleItem();

    public Task<V1Deployment> DeploymentAsync() => Api.AppsV1.ReadNamespacedDeploymentAsync("app", Space);

    public async Task<string> LogAsync(string pod, bool previous = false, int? tailLines = null, int? limitBytes = null, string? container = null)
    {
        using var stream = await Api.CoreV1.ReadNamespacedPodLogAsync(pod, Space, container, previous: previous, tailLines: tailLines, limitBytes: limitBytes);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Status code and the reason and message of the Status object.</summary>
    public static async Task<(int Code, string? Reason, string? Message)> RefusedAsync(Func<Task> call)
    {
        var refusal = await Should.ThrowAsync<HttpOperationException>(call);
        var status = KubernetesJson.Deserialize<V1Status>(refusal.Response.Content);
        return ((int)refusal.Response.StatusCode, status.Reason, status.Message);
    }

    public ValueTask DisposeAsync()
    {
        Api.Dispose();
        return _server.DisposeAsync();
    }
}
