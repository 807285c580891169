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

    public async Task<(IReadOnlyList<V1Ingress> Ingresses, IReadOnlyList<V1Service> Services)> FrontDoorsAsync(
        IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        List<V1Ingress> ingresses = [];
        List<V1Service> services = [];
        foreach (var name in namespaces.Distinct())
        {
            var ofNamespace = (await kubernetes.NetworkingV1.ListNamespacedIngressAsync(name, cancellationToken: cancellationToken)).Items;
            ingresses.AddRange(ofNamespace);
            if (ofNamespace.Count > 0)
            {
                services.AddRange((await kubernetes.CoreV1.ListNamespacedServiceAsync(name, cancellationToken: cancellationToken)).Items);
            }
        }

        return (ingresses, services);
    }

    /// <summary>The last lines a container wrote; none when the cluster has none to give.</summary>
    /// <param name="crashed">Those of the instance before the present one.</param>
    public async Task<IReadOnlyList<string>> LogAsync(string ns, string pod, string container, bool crashed, CancellationToken cancellationToken)
    {
        var lines = await TryLogAsync(ns, pod, container, crashed, cancellationToken);
        return lines.Count > 0 || !crashed ? lines : await TryLogAsync(ns, pod, container, crashed: false, cancellationToken);
    }

    /// <summary>What the cluster warned of about a pod, oldest first.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(string ns, string pod, CancellationToken cancellationToken)
    {
        try
        {
            var events = await kubernetes.CoreV1.ListNamespacedEventAsync(ns, fieldSelector: $"involvedObject.name={pod},type=Warning", cancellationToken: cancellationToken);
            return
            [
                .. events.Items.Where(e => e.InvolvedObject?.Name == pod && e.Type == "Warning")
                    .OrderBy(e => e.LastTimestamp ?? e.EventTime ?? DateTime.MinValue)
                    .Select(e => $"{e.Reason}: {e.Message}").Distinct(),
            ];
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // Evidence is worth having, but a role without events must not stop a verdict.
            return [];
        }
    }

    private async Task<ClusterState> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var deployments = kubernetes.AppsV1.ListNamespacedDeploymentAsync(ns, cancellationToken: cancellationToken);
        var statefulSets = kubernetes.AppsV1.ListNamespacedStatefulSetAsync(ns, cancellationToken: cancellationToken);
        var daemonSets = kubernetes.AppsV1.ListNamespacedDaemonSetAsync(ns, cancellationToken: cancellationToken);
        await Task.WhenAll(deployments, statefulSets, daemonSets);
        // After the workloads: a rollout that is complete is not judged by pods from before.
        var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(ns, cancellationToken: cancellationToken);
        return new ClusterState(
            [
                .. (await deployments).Items.Select(ClusterMapping.Of),
                .. (await statefulSets).Items.Select(ClusterMapping.Of),
                .. (await daemonSets).Items.Select(ClusterMapping.Of),
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
