using System.Net;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Upgrades.Verifier.Cluster;

/// <summary>
/// Reads the cluster: one list for each namespace and kind, never one call per pod. An API server that cannot be asked throws;
/// the row is late then and nothing is concluded.
/// </summary>
internal sealed class ClusterReader(IKubernetes kubernetes)
{
    private const int LogLines = 20;
    private const int LongestLog = 64 * 1024;

    public async Task<ClusterState> ReadAsync(IReadOnlyList<string> namespaces, CancellationToken cancellationToken) =>
        ClusterState.Join(await Task.WhenAll(namespaces.Distinct().Select(n => ReadAsync(n, cancellationToken))));

    /// <summary>The last lines a container wrote; none when the cluster has none to give.</summary>
    /// <param name="crashed">Those of the instance before the present one.</param>
    public async Task<IReadOnlyList<string>> LogAsync(string ns, string pod, string container, bool crashed, CancellationToken cancellationToken)
    {
        var lines = await TryLogAsync(ns, pod, container, crashed, cancellationToken);
        return lines.Count > 0 || !crashed ? lines : await TryLogAsync(ns, pod, container, crashed: false, cancellationToken);
    }

    /// <summary>What the cluster warned of about a pod, oldest first.</summary>
    public Task<IReadOnlyList<string>> WarningsAsync(string ns, string pod, CancellationToken cancellationToken) =>
        WarningsAsync(ns, $"involvedObject.name={pod}", e => e.InvolvedObject?.Name == pod, cancellationToken);

    /// <summary>The same about a workload since the commit, for pods that could not even be created; a Deployment's ReplicaSets speak for it.</summary>
    public Task<IReadOnlyList<string>> WarningsAsync(string ns, string kind, string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var maker = kind == "Deployment" ? "ReplicaSet" : kind;
        return WarningsAsync(
            ns,
            $"involvedObject.kind={maker}",
            e => e.InvolvedObject is { } o && o.Kind == maker && At(e) >= since.UtcDateTime
                && (o.Name == name || (maker != kind && o.Name?.LastIndexOf('-') == name.Length && o.Name.StartsWith(name, StringComparison.Ordinal))),
            cancellationToken);
    }

    /// <summary>Asked for only when something is wrong. Empty when the role may not list them.</summary>
    public Task<IReadOnlyList<NodeView>> NodesAsync(CancellationToken cancellationToken) =>
        Optional.ItemsAsync(() => kubernetes.CoreV1.ListNodeAsync(cancellationToken: cancellationToken), l => l.Items.Select(ClusterMapping.Of));

    private async Task<IReadOnlyList<string>> WarningsAsync(string ns, string about, Func<Corev1Event, bool> isMeant, CancellationToken cancellationToken)
    {
        // Evidence is worth having, but a role without events must not stop a verdict.
        var events = await Optional.ItemsAsync(
            () => kubernetes.CoreV1.ListNamespacedEventAsync(ns, fieldSelector: $"{about},type=Warning", cancellationToken: cancellationToken), l => l.Items);
        return [.. events.Where(e => e.Type == "Warning" && isMeant(e)).OrderBy(At).Select(e => $"{e.Reason}: {e.Message}").Distinct()];
    }

    private static DateTime At(Corev1Event happened) => happened.LastTimestamp ?? happened.Series?.LastObservedTime ?? happened.EventTime ?? DateTime.MinValue;

    private async Task<ClusterState> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var deployments = kubernetes.AppsV1.ListNamespacedDeploymentAsync(ns, cancellationToken: cancellationToken);
        var statefulSets = kubernetes.AppsV1.ListNamespacedStatefulSetAsync(ns, cancellationToken: cancellationToken);
        var daemonSets = kubernetes.AppsV1.ListNamespacedDaemonSetAsync(ns, cancellationToken: cancellationToken);
        var cronJobs = Optional.ItemsAsync(() => kubernetes.BatchV1.ListNamespacedCronJobAsync(ns, cancellationToken: cancellationToken), l => l.Items);
        await Task.WhenAll(deployments, statefulSets, daemonSets, cronJobs);
        // After the workloads: a rollout that is complete is not judged by pods from before.
        var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(ns, cancellationToken: cancellationToken);
        return new ClusterState(
            [
                .. (await deployments).Items.Select(ClusterMapping.Of),
                .. (await statefulSets).Items.Select(ClusterMapping.Of),
                .. (await daemonSets).Items.Select(ClusterMapping.Of),
                .. (await cronJobs).Select(ClusterMapping.Of),
            ],
            [.. pods.Items.Select(ClusterMapping.Of).OfType<PodView>()]);
    }

    private async Task<IReadOnlyList<string>> TryLogAsync(string ns, string pod, string container, bool crashed, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await kubernetes.CoreV1.ReadNamespacedPodLogAsync(
                pod, ns, container: container, previous: crashed, tailLines: LogLines, limitBytes: LongestLog, cancellationToken: cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var buffer = new char[LongestLog];
            var read = await reader.ReadBlockAsync(buffer, cancellationToken);
            return [.. new string(buffer, 0, read).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(LogLines)];
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden)
        {
            // The pod is gone, or the container never started: there is no log to show.
            return [];
        }
    }
}
