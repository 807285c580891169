namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What a container does when it runs an image. Times are domain time.</summary>
public abstract record ImageBehaviour
{
    private ImageBehaviour()
    {
    }

    /// <summary>Runs; ready after <paramref name="StartsIn"/>.</summary>
    public sealed record Healthy(TimeSpan StartsIn) : ImageBehaviour;

    /// <summary>Runs, writes these lines and is ready after <paramref name="For"/>; null: never.</summary>
    public sealed record Migrating(TimeSpan? For, IReadOnlyList<string> LogLines) : ImageBehaviour;

    /// <summary>Exits and is started again, with the kubelet's back-off. Its last line is written as it exits.</summary>
    public sealed record CrashLoop(int ExitCode, IReadOnlyList<string> LogLines) : ImageBehaviour
    {
        /// <summary>From start to exit. Longer than the 5 s to readiness, it fails only after it has been ready.</summary>
        public TimeSpan RunsFor { get; init; } = TimeSpan.FromSeconds(1);
    }

    /// <summary>OOMKilled (137) at start when the container's memory limit is below; healthy otherwise, and without a limit.</summary>
    public sealed record OutOfMemory(long BelowBytes) : ImageBehaviour;

    /// <summary>Runs and is ready; the front door answers this.</summary>
    public sealed record AnswersHttp(int Status) : ImageBehaviour;

    /// <summary>Runs, and its readiness probe fails for ever.</summary>
    public sealed record NeverReady : ImageBehaviour;

    /// <summary>The registry has no such manifest: ErrImagePull, ImagePullBackOff.</summary>
    public sealed record ImageMissing : ImageBehaviour
    {
        /// <summary>What the registry says; anything else than the default is a registry in trouble, not a missing image.</summary>
        public string Error { get; init; } = "manifest unknown";
    }

    /// <summary>
    /// The runtime cannot start it, as when its entrypoint is gone: RunContainerError, then CrashLoopBackOff after a <c>StartError</c> with
    /// exit code 128. The message is containerd's: <c>exec: "/run.sh": stat /run.sh: no such file or directory: unknown</c>.
    /// </summary>
    public sealed record CannotStart(string Message) : ImageBehaviour;

    /// <summary>The kubelet cannot put its environment together: CreateContainerConfigError for ever.</summary>
    public sealed record ConfigMissing(string Message = "secret \"app-credentials\" not found") : ImageBehaviour;

    /// <summary>No node takes the pod: Pending, <c>PodScheduled=False</c>, for ever.</summary>
    public sealed record Unschedulable(string Message = "0/1 nodes are available: 1 Insufficient memory.") : ImageBehaviour;

    /// <summary>A volume does not come: ContainerCreating for ever, and the event.</summary>
    public sealed record VolumeStuck(string Message = "Multi-Attach error for volume \"data\": it is already exclusively attached to one node") : ImageBehaviour
    {
        public string Reason { get; init; } = "FailedAttachVolume";
    }

    /// <summary>The API server refuses every pod: none comes to be; <c>FailedCreate</c> events of the controller, ReplicaFailure of a Deployment.</summary>
    public sealed record QuotaExceeded(string Message = "exceeded quota: compute, requested: limits.memory=1Gi, used: limits.memory=8Gi, limited: limits.memory=8Gi") : ImageBehaviour;

    /// <summary>
    /// Healthy, then evicted by its node; a Deployment's pod is left behind as Failed. Its successor behaves as <paramref name="Then"/>,
    /// else is healthy. <paramref name="After"/> is longer than 7 s where the rollout is to be complete before.
    /// </summary>
    public sealed record Evicted(TimeSpan After, ImageBehaviour? Then = null) : ImageBehaviour
    {
        public string Message { get; init; } = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi.";
    }

    /// <summary>As <paramref name="Then"/>, in a pod with the condition DisruptionTarget: <c>EvictionByEvictionAPI</c>, <c>PreemptionByScheduler</c>, …</summary>
    public sealed record Disrupted(string Reason, ImageBehaviour Then) : ImageBehaviour;

    /// <summary>Ready after 5 s; its liveness probe fails and the kubelet kills it (137), again and again.</summary>
    public sealed record FailsLiveness(TimeSpan RunsFor) : ImageBehaviour;

    /// <summary>
    /// Migrates the database and then behaves as <paramref name="Then"/>, else is healthy; once it has run in a namespace, every other tag of the image that is not comparable and newer crashes there at
    /// start with exit code 1, and its log says that the schema is newer.
    /// </summary>
    public sealed record MigratesDatabase(ImageBehaviour? Then = null) : ImageBehaviour;
}
