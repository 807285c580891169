namespace Upgrades.Verifier.Cluster;

/// <summary>The workloads and pods of some namespaces, as of one round.</summary>
internal sealed record ClusterState(IReadOnlyList<Workload> Workloads, IReadOnlyList<PodView> Pods)
{
    public static ClusterState Empty { get; } = new([], []);

    public static ClusterState Join(IEnumerable<ClusterState> states)
    {
        var all = states.ToList();
        return new ClusterState([.. all.SelectMany(s => s.Workloads)], [.. all.SelectMany(s => s.Pods)]);
    }
}

/// <summary>What <c>kubectl rollout status</c> would say.</summary>
internal abstract record RolloutState
{
    private RolloutState()
    {
    }

    public sealed record Done : RolloutState;

    public sealed record Waiting(string For) : RolloutState;

    /// <summary>The controller has given up waiting, though it keeps trying.</summary>
    public sealed record Stuck(string Why) : RolloutState;
}

/// <summary>A Deployment, StatefulSet or DaemonSet; a CronJob has no pods that are waited for, only its template.</summary>
internal sealed record Workload
{
    public const string CronJob = "CronJob";


    public required string Namespace { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
    /// <summary>Rises with every change of its spec, and with nothing else.</summary>
    public long Generation { get; init; }
    /// <summary>Labels that its pods are made with.</summary>
    public IReadOnlyDictionary<string, string> PodLabels { get; init; } = new Dictionary<string, string>();
    public required Func<IReadOnlyDictionary<string, string>, bool> Selects { get; init; }
    /// <summary>Of the template, init containers among them.</summary>
    public required IReadOnlyList<ContainerImage> Containers { get; init; }
    public required RolloutState Rollout { get; init; }
    public int WantedPods { get; init; }
    /// <summary>Pods that a StatefulSet's partition keeps at the old revision.</summary>
    public int HeldBack { get; init; }
    /// <summary>Why no pod can be created (quota, admission), when the controller says so.</summary>
    public string? CreateFailure { get; init; }
    /// <summary>Of a CronJob: its schedule is switched off.</summary>
    public bool IsSuspended { get; init; }

    public bool IsCronJob => Kind == CronJob;

    /// <summary><c>Deployment immich/server</c>.</summary>
    public string Title => $"{Kind} {Namespace}/{Name}";
}

internal sealed record ContainerImage(string Name, string Image);

/// <summary>A pod that neither ends, nor is of a Job, nor has done its work.</summary>
internal sealed record PodView
{
    public required string Namespace { get; init; }
    public required string Name { get; init; }
    public required string Uid { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public string? Phase { get; init; }
    /// <summary><c>Evicted</c>, <c>NodeLost</c>, …</summary>
    public string? Reason { get; init; }
    /// <summary>Of the pod as a whole: why it was evicted or refused.</summary>
    public string? Message { get; init; }
    /// <summary>Null while no node has it.</summary>
    public string? Node { get; init; }
    /// <summary>Who is about to end it for reasons of the cluster (condition <c>DisruptionTarget</c>): <c>EvictionByEvictionAPI</c>, …</summary>
    public string? Disruption { get; init; }
    public bool Ready { get; init; }
    /// <summary>The scheduler's words when no node takes it.</summary>
    public string? Unschedulable { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public required IReadOnlyList<ContainerView> Containers { get; init; }

    /// <summary>What an eviction or a node's end leaves behind; its controller has made another pod.</summary>
    public bool IsLeftover => Phase == "Failed" && !string.IsNullOrEmpty(Reason);
}

/// <summary>A container of a pod, with its status where it has one yet.</summary>
internal sealed record ContainerView
{
    public required string Name { get; init; }
    /// <summary>As the pod asks for it; the status may show another tag of the same digest.</summary>
    public required string Image { get; init; }
    /// <summary>What its node pulled, <c>docker.io/library/nginx@sha256:…</c>; empty before.</summary>
    public string ImageId { get; init; } = "";
    /// <summary>Runs to its end before the others start; a native sidecar does not count as one.</summary>
    public bool IsInit { get; init; }
    public bool Ready { get; init; }
    public int Restarts { get; init; }
    public string? WaitingReason { get; init; }
    public string? WaitingMessage { get; init; }
    public Ending? Ended { get; init; }
    /// <summary>How the instance before this one ended.</summary>
    public Ending? EndedBefore { get; init; }
}

/// <param name="Message">Of the container runtime, when it could not even be started.</param>
internal sealed record Ending(string? Reason, int ExitCode, string? Message = null, DateTimeOffset? StartedAt = null);

/// <param name="Why">The words of its condition.</param>
internal sealed record NodeView(string Name, bool Ready, string? Why);
