using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>An object before it is written: most are asked for by name or label, and need not be.</summary>
internal sealed record Listed(string Name, IReadOnlyDictionary<string, string> Labels, Func<JsonObject> Write);

/// <summary>A kind of object that can be listed and read.</summary>
/// <param name="GroupVersion"><c>v1</c>, <c>apps/v1</c>.</param>
/// <param name="List">All of a namespace at an instant; called under its lock.</param>
internal sealed record ApiResource(string GroupVersion, string Plural, string Kind, Func<ClusterNamespace, DateTimeOffset, IEnumerable<Listed>> List)
{
    private static readonly Dictionary<string, string> NoLabels = [];

    public string Path => Group is null ? $"/api/{GroupVersion}" : $"/apis/{GroupVersion}";

    /// <summary><c>deployments.apps</c>, <c>pods</c>: as errors name it.</summary>
    public string Qualified => Group is null ? Plural : $"{Plural}.{Group}";

    private string? Group => GroupVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? GroupVersion[..slash] : null;

    /// <summary>Everything this API serves; other groups (Gateway, Traefik) are not installed.</summary>
    public static IReadOnlyList<ApiResource> All(Func<string, string> digestOf) =>
    [
        new("apps/v1", "deployments", "Deployment", Workloads(WorkloadKind.Deployment)),
        new("apps/v1", "statefulsets", "StatefulSet", Workloads(WorkloadKind.StatefulSet)),
        new("apps/v1", "daemonsets", "DaemonSet", Workloads(WorkloadKind.DaemonSet)),
        new("apps/v1", "replicasets", "ReplicaSet", (ns, now) => ns.Workloads.Values
            .Where(w => w.Spec.Kind == WorkloadKind.Deployment)
            .SelectMany(w => w.Revisions.Where(r => r.CreatedAt + Workload.Noticing <= now)
                .Select(r => new Listed(r.Name, r.PodLabels, () => WorkloadJson.WriteReplicaSet(w, r, now))))),
        new("v1", "pods", "Pod", (ns, now) => ns.Pods(now).Select(p => new Listed(p.Name, p.Labels, () => PodJson.Write(p, now, digestOf)))),
        new("v1", "events", "Event", (ns, now) => ns.Pods(now)
            .SelectMany(p => PodEvents.Of(p, now).Select(e => PodEvents.Write(p, e)))
            .Select(e => new Listed((string)e["metadata"]!["name"]!, NoLabels, () => e))),
        new("v1", "services", "Service", (ns, _) => ns.Workloads.Values
            .Select(w => new Listed(w.Spec.Name, w.Spec.PodLabels, () => NetworkJson.WriteService(w)))),
        new("networking.k8s.io/v1", "ingresses", "Ingress", (ns, _) => ns.Workloads.Values
            .Where(w => w.Spec.Host is not null)
            .Select(w => new Listed(w.Spec.Name, w.Spec.PodLabels, () => NetworkJson.WriteIngress(w)))),
        new("batch/v1", "cronjobs", "CronJob", (ns, _) => ns.CronJobs.Values.Select(c => new Listed(c.Spec.Name, NoLabels, () => JobJson.Write(c)))),
        new("batch/v1", "jobs", "Job", (ns, now) => ns.Jobs.Where(j => j.IsThere(now)).Select(j => new Listed(j.Name, j.Labels, () => JobJson.Write(j, now)))),
    ];

    private static Func<ClusterNamespace, DateTimeOffset, IEnumerable<Listed>> Workloads(WorkloadKind kind) => (ns, now) => ns.Workloads.Values
        .Where(w => w.Spec.Kind == kind)
        .Select(w => new Listed(w.Spec.Name, w.Spec.PodLabels, () => WorkloadJson.Write(w, now)));
}
