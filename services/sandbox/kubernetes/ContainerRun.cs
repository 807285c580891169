namespace Upgrades.Sandbox.Kubernetes;

/// <summary>One container of one pod, decided when the pod is: what it is at any instant follows from this and the instant.</summary>
internal sealed record ContainerRun
{
    private static readonly TimeSpan ReadyOnceHealed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PullErrorShows = TimeSpan.FromSeconds(10);

    public required string Name { get; init; }

    /// <summary>As the manifest spells it.</summary>
    public required string Image
    {
        get;
        init
        {
            field = value;
            Canonical = new CanonicalImage(value);
        }
    }

    public CanonicalImage Canonical { get; private init; } = null!;

    public bool IsInit { get; init; }

    /// <summary>Whether other containers have to end before this one has its turn.</summary>
    public bool AfterInit { get; init; }

    /// <summary>Null: never, the image cannot be pulled or an init container before it never succeeds.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>From when pulling the image fails; null: it does not.</summary>
    public DateTimeOffset? PullFailsAt { get; init; }

    /// <summary>What the kubelet waits for from its turn on, for ever; null: nothing.</summary>
    public (DateTimeOffset From, ContainerState.Waiting State)? Blocked { get; init; }

    public string RegistryError { get; init; } = "";

    /// <summary>containerd's words.</summary>
    public string PullError => $"rpc error: code = {(RegistryError == "manifest unknown" ? "NotFound" : "Unknown")} "
        + $"desc = failed to pull and unpack image \"{Canonical.Text}\": {RegistryError}";

    /// <summary>Null: never.</summary>
    public TimeSpan? ReadyAfter { get; init; }

    /// <summary>Null: for ever.</summary>
    public TimeSpan? RunsFor { get; init; }

    /// <summary>Started again after its end; an init container that succeeds and a Job's container are not.</summary>
    public bool Restarts { get; init; }

    public int ExitCode { get; init; }

    public string ExitReason { get; init; } = "Completed";

    /// <summary>The runtime's words about a container that it cannot start.</summary>
    public string? ExitMessage { get; init; }

    /// <summary>Started before the init containers and restarted like the others: an init container with <c>restartPolicy: Always</c>.</summary>
    public bool IsSidecar { get; init; }

    public bool FailsLiveness { get; init; }

    /// <summary>What each run prints; the last line as it ends.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    public int HttpStatus { get; init; } = 200;

    public bool MigratesDatabase { get; init; }

    /// <summary>It crashes because the database was migrated by another version.</summary>
    public bool CrashesBySchema { get; init; }

    /// <summary>From when on a new start goes well; null: never, as things stand.</summary>
    public DateTimeOffset? HealsAt { get; init; }

    /// <summary>Which run is the first to go well, and when it starts.</summary>
    private (int Number, DateTimeOffset StartsAt)? Healed => HealsAt is { } heals && StartsAt is { } start && RunsFor is { } runsFor && Restarts
        ? CrashBackOff.FirstFrom(heals - start, runsFor) is var (number, after) ? (number, start + after) : null
        : null;

    public DateTimeOffset? SucceedsAt => !Restarts && ExitCode == 0 ? StartsAt + RunsFor : null;

    /// <summary>Null: its first run is never ready.</summary>
    public DateTimeOffset? ReadyAt => Healed is { } healed ? healed.StartsAt + ReadyOnceHealed : RunsFor <= ReadyAfter ? null : StartsAt + ReadyAfter;

    /// <param name="pod">For the message that names the pod, <c>NAME_NAMESPACE(UID)</c>.</param>
    public ContainerStatus At(DateTimeOffset now, string pod)
    {
        if (StartsAt is not { } start || now < start)
        {
            return new ContainerStatus(NotYet(now), null, 0, Ready: false);
        }

        if (Healed is { } healed && now >= healed.StartsAt)
        {
            var before = healed.Number == 0 ? null : Ended(healed.StartsAt - CrashBackOff.After(healed.Number - 1) - RunsFor!.Value, RunsFor.Value);
            return new ContainerStatus(new ContainerState.Running(healed.StartsAt), before, healed.Number, now - healed.StartsAt >= ReadyOnceHealed);
        }

        if (RunsFor is not { } runsFor || now < start + runsFor)
        {
            return new ContainerStatus(new ContainerState.Running(start), null, 0, IsReady(now - start));
        }

        return Restarts ? Restarted(now, start, runsFor, pod) : new ContainerStatus(Ended(start, runsFor), null, 0, Ready: IsInit && ExitCode == 0);
    }

    private ContainerState.Waiting NotYet(DateTimeOffset now) => Blocked is { } blocked && now >= blocked.From ? blocked.State : PullFailsAt switch
    {
        { } at when now >= at + PullErrorShows =>
            new ContainerState.Waiting("ImagePullBackOff", $"Back-off pulling image \"{Image}\": ErrImagePull: {PullError}"),
        { } at when now >= at => new ContainerState.Waiting("ErrImagePull", PullError),
        _ => new ContainerState.Waiting(AfterInit ? "PodInitializing" : "ContainerCreating"),
    };

    private ContainerStatus Restarted(DateTimeOffset now, DateTimeOffset start, TimeSpan runsFor, string pod)
    {
        var (number, after) = CrashBackOff.At(now - start, runsFor);
        var started = start + after;
        var before = number == 0 ? null : Ended(started - CrashBackOff.After(number - 1) - runsFor, runsFor);
        if (now < started + runsFor)
        {
            return new ContainerStatus(new ContainerState.Running(started), before, number, IsReady(now - started));
        }

        var ended = Ended(started, runsFor);
        return now < started + runsFor + CrashBackOff.Noticing
            ? ExitMessage is null
                ? new ContainerStatus(ended, before, number, Ready: false)
                : new ContainerStatus(new ContainerState.Waiting("RunContainerError", ExitMessage), ended, number, Ready: false)
            : new ContainerStatus(BackingOff(number, pod), ended, number, Ready: false);
    }

    private ContainerState.Waiting BackingOff(int number, string pod) => new(
        "CrashLoopBackOff",
        $"back-off {CrashBackOff.After(number).TotalSeconds:0}s restarting failed container={Name} pod={pod}");

    private ContainerState.Terminated Ended(DateTimeOffset started, TimeSpan runsFor) => new(ExitReason, ExitCode, started, started + runsFor, ExitMessage);

    private bool IsReady(TimeSpan running) => ReadyAfter is { } after && running >= after;
}
