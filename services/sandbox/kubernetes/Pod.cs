using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

internal sealed record Owner(string ApiVersion, string Kind, string Name, string Uid);

/// <summary>A pod that is, was or, by the plan of its rollout, will be.</summary>
internal sealed class Pod
{
    /// <summary>From the request to delete a pod to the end of it.</summary>
    public static readonly TimeSpan Ending = TimeSpan.FromSeconds(2);

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string? GenerateName { get; init; }

    public string Uid { get; } = Guid.NewGuid().ToString();

    /// <summary>As the kubelet's messages name it.</summary>
    public string FullName => field ??= $"{Name}_{Namespace}({Uid})";

    public required DateTimeOffset CreatedAt { get; init; }

    public required Owner Owner { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The template's <c>spec</c>.</summary>
    public required JsonObject Template { get; init; }

    /// <summary>Hash of the template; empty for a Job's.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Place in a StatefulSet, node of a DaemonSet.</summary>
    public int Slot { get; init; }

    public required IReadOnlyList<ContainerRun> Init { get; init; }

    public required IReadOnlyList<ContainerRun> Containers { get; set; }

    /// <summary>Null: the scheduler has found one.</summary>
    public string? Unschedulable { get; init; }

    /// <summary>Why the API server would not have it: it never comes to be.</summary>
    public string? Refused { get; init; }

    /// <summary>What keeps its containers from being made.</summary>
    public (string Reason, string Message)? Hindrance { get; init; }

    /// <summary>Of the condition DisruptionTarget; null: it has none.</summary>
    public string? Disruption { get; init; }

    /// <summary>Made because another one was evicted or deleted, and not by the plan of the rollout.</summary>
    public bool IsReplacement { get; set; }

    /// <summary>When its node ends it; null: as things stand, never.</summary>
    public DateTimeOffset? EvictedAt { get; set; }

    public string EvictionMessage { get; set; } = "";

    public NodeStates Nodes { get; init; } = new();

    public string NodeName => $"node-{Slot}";

    /// <summary>When somebody asks for its end; null: nobody does, as things stand.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public DateTimeOffset? GoneAt => DeletedAt + Ending;

    /// <summary>Since or from when all containers are ready; null: never.</summary>
    public DateTimeOffset? ReadyAt =>
        Containers.All(c => c.ReadyAt is not null) && Containers.Max(c => c.ReadyAt) is { } at && IsReady(at) ? at : null;

    public bool IsEvicted(DateTimeOffset now) => EvictedAt <= now;

    public bool IsThere(DateTimeOffset now) => Refused is null && CreatedAt <= now && (GoneAt is null || now < GoneAt);

    /// <summary>There, and not about to end.</summary>
    public bool IsActive(DateTimeOffset now) => Refused is null && CreatedAt <= now && (DeletedAt is null || now < DeletedAt) && !IsEvicted(now);

    public bool IsReady(DateTimeOffset now) => CreatedAt <= now && Containers.All(c => Status(c, now).Ready);

    /// <summary>Ready, and its node says so.</summary>
    public bool IsServing(DateTimeOffset now) => IsReady(now) && !Nodes.IsDown(NodeName);

    /// <summary>From its deletion on nothing in a pod starts or becomes ready any more; an eviction ends its containers.</summary>
    public ContainerStatus Status(ContainerRun run, DateTimeOffset now)
    {
        var status = run.At(DeletedAt < now ? DeletedAt.Value : now, FullName);
        return EvictedAt is { } evicted && evicted <= now && run.At(evicted, FullName) is { State: ContainerState.Running running } last
            ? new ContainerStatus(new ContainerState.Terminated("Error", 137, running.StartedAt, evicted), last.Last, last.Restarts, Ready: false)
            : status;
    }

    public string Phase(DateTimeOffset now)
    {
        if (IsEvicted(now))
        {
            return "Failed";
        }

        var all = Containers.Select(c => (Run: c, Status: Status(c, now))).ToList();
        if (Init.Any(i => !Status(i, now).Succeeded) || all.Any(c => !c.Status.HasStarted))
        {
            return "Pending";
        }

        return all.All(c => !c.Run.Restarts && c.Status.State is ContainerState.Terminated)
            ? all.All(c => c.Status.Succeeded) ? "Succeeded" : "Failed"
            : "Running";
    }
}
