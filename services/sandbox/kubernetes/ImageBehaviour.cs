namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What a container does when it runs an image. Times are domain time.</summary>
public abstract record ImageBehaviour
{
    private ImageBehaviour()
    {
    }

    /// <summary>Runs; ready after <paramref name="StartsIn"/>.</summary>
    public sealed record Healthy(TimeSpan StartsIn) : ImageBehaviour;

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
    /// Migrates the database and then behaves as <paramref name="Then"/>, else is healthy; once it has run in a namespace, every other tag of the image that is not comparable and newer crashes there at
    /// start with exit code 1, and its log says that the schema is newer.
    /// </summary>
    public sealed record MigratesDatabase(ImageBehaviour? Then = null) : ImageBehaviour;
}
