namespace Upgrades.Sandbox.Kubernetes;

/// <param name="Image">As the manifest spells it; shown normalised in the pod's status, as containerd does.</param>
/// <param name="MemoryLimit">A quantity: <c>512Mi</c>.</param>
public sealed record ContainerSpec(string Name, string Image, string? MemoryLimit = null);

/// <param name="Chart">The label <c>helm.sh/chart</c>: <c>web-1.2.3</c>. Null: the chart does not set it.</param>
public sealed record HelmRelease(string Name, string? Chart);

/// <summary>By what a host leads to a workload. The CRDs of a kind are known to the cluster once a workload uses it.</summary>
public enum FrontDoorKind
{
    Ingress,

    /// <summary>Gateway API, with the host of its own.</summary>
    HttpRoute,

    /// <summary>An HTTPRoute without hosts: its Gateway's listener has it.</summary>
    Gateway,

    /// <summary><c>traefik.io/v1alpha1</c>.</summary>
    IngressRoute,

    /// <summary><c>traefik.containo.us/v1alpha1</c>.</summary>
    OldIngressRoute,
}

public enum WorkloadKind
{
    Deployment,
    StatefulSet,
    DaemonSet,
}

/// <summary>What Terraform would apply for one workload, with its Service and, when it has a host, its Ingress.</summary>
public sealed record WorkloadSpec
{
    private const string Component = "app.kubernetes.io/component";

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public WorkloadKind Kind { get; init; }

    /// <summary>For a DaemonSet the number of nodes.</summary>
    public int Replicas { get; init; } = 1;

    public required IReadOnlyList<ContainerSpec> Containers { get; init; }

    public IReadOnlyList<ContainerSpec> InitContainers { get; init; } = [];

    /// <summary>Native sidecars: init containers with <c>restartPolicy: Always</c>.</summary>
    public IReadOnlyList<ContainerSpec> Sidecars { get; init; } = [];

    /// <summary>The Helm release that made it; null: none.</summary>
    public HelmRelease? Release { get; init; }

    /// <summary>Deployments only: strategy Recreate instead of RollingUpdate.</summary>
    public bool Recreate { get; init; }

    /// <summary>Host of an Ingress of its own, or of what <see cref="Door"/> says; null: none.</summary>
    public string? Host { get; init; }

    public FrontDoorKind Door { get; init; }

    /// <summary>More labels for the workload and its pods; <c>app</c> is the name unless it is given here.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    internal bool SameTemplateAs(WorkloadSpec other) => TemplateText == other.TemplateText;

    internal bool SameAs(WorkloadSpec other) =>
        SameTemplateAs(other) && (Kind, Replicas, Recreate, Host, Door) == (other.Kind, other.Replicas, other.Recreate, other.Host, other.Door);

    /// <summary>Equal exactly when the pod templates are: the source of the template hash.</summary>
    internal string TemplateText => string.Join('\n',
    [
        .. InitContainers.Select(c => $"init {c}"),
        .. Sidecars.Select(c => $"sidecar {c}"),
        .. Containers.Select(c => $"{c}"),
        .. PodLabels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"),
    ]);

    /// <summary>The selector of the workload and its Service: two workloads of a namespace may share <c>app</c>, never their pods.</summary>
    internal IReadOnlyDictionary<string, string> Selector => Labels.TryGetValue("app", out var app)
        ? new Dictionary<string, string> { ["app"] = app, [Component] = Labels.GetValueOrDefault(Component, Name) }
        : new Dictionary<string, string> { ["app"] = Name };

    /// <summary>Helm's labels are the workload's; a chart that gives them to its pods too has them in <see cref="Labels"/>.</summary>
    internal IReadOnlyDictionary<string, string> WorkloadLabels
    {
        get
        {
            var labels = new SortedDictionary<string, string>(PodLabels.ToDictionary(), StringComparer.Ordinal);
            if (Release is { } release)
            {
                (labels["app.kubernetes.io/managed-by"], labels["app.kubernetes.io/instance"]) = ("Helm", release.Name);
                if (release.Chart is { } chart)
                {
                    labels["helm.sh/chart"] = chart;
                }
            }

            return labels;
        }
    }

    internal IReadOnlyDictionary<string, string> PodLabels
    {
        get
        {
            var labels = new SortedDictionary<string, string>(Labels.ToDictionary(), StringComparer.Ordinal);
            foreach (var (key, value) in Selector)
            {
                labels[key] = value;
            }

            return labels;
        }
    }
}
