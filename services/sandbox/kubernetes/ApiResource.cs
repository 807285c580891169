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

    /// <summary>Of a CRD: unknown to the cluster while no object of it is there.</summary>
    public bool IsCustom { get; init; }

    public string Path => Group is null ? $"/api/{GroupVersion}" : $"/apis/{GroupVersion}";

    /// <summary><c>deployments.apps</c>, <c>pods</c>: as errors name it.</summary>
    public string Qualified => Group is null ? Plural : $"{Plural}.{Group}";

    private string? Group => GroupVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? GroupVersion[..slash] : null;

    /// <summary>Everything this API serves.</summary>
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
            .Concat(ns.Workloads.Values.SelectMany(w => PodEvents.OfRefused(w, now).Select(e => e.Event)))
            .Select(e => new Listed((string)e["metadata"]!["name"]!, NoLabels, () => e))),
        new("v1", "services", "Service", (ns, _) => ns.Workloads.Values
            .Select(w => new Listed(w.Spec.Name, w.Spec.PodLabels, () => NetworkJson.WriteService(w)))),
        new("networking.k8s.io/v1", "ingresses", "Ingress", (ns, _) => ns.Workloads.Values
            .Where(w => w.Spec is { Host: not null, Door: FrontDoorKind.Ingress })
            .Select(w => new Listed(w.Spec.Name, w.Spec.PodLabels, () => NetworkJson.WriteIngress(w)))),
        Custom("gateway.networking.k8s.io/v1", "httproutes", "HTTPRoute", w => w.Spec.Name, RouteJson.WriteHttpRoute, FrontDoorKind.HttpRoute, FrontDoorKind.Gateway),
        Custom("gateway.networking.k8s.io/v1", "gateways", "Gateway", RouteJson.GatewayOf, RouteJson.WriteGateway, FrontDoorKind.HttpRoute, FrontDoorKind.Gateway),
        Custom("traefik.io/v1alpha1", "ingressroutes", "IngressRoute", w => w.Spec.Name, RouteJson.WriteIngressRoute, FrontDoorKind.IngressRoute),
        Custom("traefik.containo.us/v1alpha1", "ingressroutes", "IngressRoute", w => w.Spec.Name, RouteJson.WriteIngressRoute, FrontDoorKind.OldIngressRoute),
        new("batch/v1", "cronjobs", "CronJob", (ns, _) => ns.CronJobs.Values.Select(c => new Listed(c.Spec.Name, NoLabels, () => JobJson.Write(c)))),
        new("batch/v1", "jobs", "Job", (ns, now) => ns.Jobs.Where(j => j.IsThere(now)).Select(j => new Listed(j.Name, j.Labels, () => JobJson.Write(j, now)))),
    ];

    private static ApiResource Custom(string groupVersion, string plural, string kind, Func<Workload, string> name, Func<Workload, JsonObject> write, params FrontDoorKind[] doors) =>
        new(groupVersion, plural, kind, (ns, _) => ns.Workloads.Values
            .Where(w => w.Spec.Host is not null && doors.Contains(w.Spec.Door))
            .Select(w => new Listed(name(w), NoLabels, () => write(w))))
        { IsCustom = true };

    private static Func<ClusterNamespace, DateTimeOffset, IEnumerable<Listed>> Workloads(WorkloadKind kind) => (ns, now) => ns.Workloads.Values
        .Where(w => w.Spec.Kind == kind)
        .Select(w => new Listed(w.Spec.Name, w.Spec.PodLabels, () => WorkloadJson.Write(w, now)));
}
