namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Turns what an image does into the runs of a pod's containers.</summary>
internal static class ContainerPlan
{
    public static readonly TimeSpan Pull = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartsIn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InitRunsFor = TimeSpan.FromSeconds(1);

    /// <summary>Sidecars, then init containers one after the other, then the others together.</summary>
    /// <param name="turn">Null when the pod never comes to a node, or waits there for something else.</param>
    /// <returns>Sidecars are the last of the containers.</returns>
    public static (IReadOnlyList<ContainerRun> Init, IReadOnlyList<ContainerRun> Containers) Decide(
        WorkloadSpec spec, DateTimeOffset? turn, Func<ContainerSpec, ImageBehaviour> behaviourOf, DatabaseSchemas schemas)
    {
        var pulled = new HashSet<string>(StringComparer.Ordinal);
        var sidecars = spec.Sidecars.Select(c => Decide(c, turn + Pull, turn, behaviourOf, schemas) with { IsSidecar = true }).ToList();
        var init = new List<ContainerRun>();
        foreach (var container in spec.InitContainers)
        {
            var run = Decide(container, StartOf(container.Image), turn, behaviourOf, schemas) with { IsInit = true, AfterInit = init.Count > 0 };
            run = run.RunsFor is null ? run with { RunsFor = InitRunsFor, ReadyAfter = null, Log = ["done"] } : run with { Restarts = run.ExitCode != 0 };
            init.Add(run);
            turn = run.SucceedsAt;
        }

        var after = init.Count > 0;
        return (init, [.. spec.Containers.Select(c => Decide(c, StartOf(c.Image), turn, behaviourOf, schemas) with { AfterInit = after }), .. sidecars]);

        // An image that an init container has run already need not be pulled again.
        DateTimeOffset? StartOf(string image) => turn is null ? null : pulled.Add(image) || init.Count == 0 ? turn + Pull : turn;
    }

    private static ContainerRun Decide(
        ContainerSpec container, DateTimeOffset? start, DateTimeOffset? turn, Func<ContainerSpec, ImageBehaviour> behaviourOf, DatabaseSchemas schemas)
    {
        var plan = new ContainerRun
        {
            Name = container.Name,
            Image = container.Image,
            StartsAt = start,
            Log = [$"starting {container.Image}", "listening on :8080"],
        };
        var behaviour = behaviourOf(container);
        if (behaviour is ImageBehaviour.ImageMissing missing)
        {
            return plan with { StartsAt = null, PullFailsAt = turn + Pull, RegistryError = missing.Error };
        }

        if (behaviour is ImageBehaviour.ConfigMissing config)
        {
            return plan with { StartsAt = null, Blocked = turn is { } began ? (began + Pull, new ContainerState.Waiting("CreateContainerConfigError", config.Message)) : null };
        }

        if (start is { } at && schemas.TooNewFor(container.Image, at) is { } tag)
        {
            return Crashing(plan, TimeSpan.FromSeconds(1), 1, "Error",
                [$"starting {container.Image}", $"fatal: the database schema is newer than this version: it was migrated by {tag}"]) with
            {
                CrashesBySchema = true,
                HealsAt = schemas.ReadableFrom(container.Image, at),
            };
        }

        return Behaving(plan, behaviour, container.MemoryLimit);
    }

    private static ContainerRun Behaving(ContainerRun plan, ImageBehaviour? behaviour, string? memoryLimit)
    {
        var healthy = plan with { ReadyAfter = StartsIn };
        return behaviour switch
        {
            ImageBehaviour.Healthy h => plan with { ReadyAfter = h.StartsIn },
            ImageBehaviour.Migrating m => plan with { ReadyAfter = m.For, Log = m.LogLines },
            ImageBehaviour.CrashLoop c => Crashing(healthy, c.RunsFor, c.ExitCode, c.ExitCode == 0 ? "Completed" : "Error", c.LogLines),
            ImageBehaviour.OutOfMemory o when memoryLimit is { } limit && Quantity.Bytes(limit) < o.BelowBytes =>
                Crashing(plan, TimeSpan.FromSeconds(1), 137, "OOMKilled", [plan.Log[0]]),
            ImageBehaviour.AnswersHttp a => healthy with { HttpStatus = a.Status },
            ImageBehaviour.NeverReady => plan,
            ImageBehaviour.CannotStart c => Crashing(plan, TimeSpan.Zero, 128, "StartError", []) with { ExitMessage = "failed to create containerd task: failed to create shim task: OCI runtime create failed: " + c.Message },
            ImageBehaviour.FailsLiveness l => Crashing(healthy, l.RunsFor, 137, "Error", plan.Log) with { FailsLiveness = true },
            ImageBehaviour.Disrupted d => Behaving(plan, d.Then, memoryLimit),
            ImageBehaviour.MigratesDatabase m => Behaving(plan, m.Then, memoryLimit) with { MigratesDatabase = true },
            _ => healthy,
        };
    }

    private static ContainerRun Crashing(ContainerRun plan, TimeSpan runsFor, int exitCode, string reason, IReadOnlyList<string> log) =>
        plan with { RunsFor = runsFor, Restarts = true, ExitCode = exitCode, ExitReason = reason, Log = log };
}
