using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The facts of one namespace. Everything is done under <see cref="Gate"/>.</summary>
internal sealed class ClusterNamespace(string name, DateTimeOffset createdAt, NodeStates nodes)
{
    private readonly DatabaseSchemas _schemas = new();

    public Lock Gate { get; } = new();

    public string Name => name;

    public string Uid { get; } = Guid.NewGuid().ToString();

    public DateTimeOffset CreatedAt => createdAt;

    public SortedDictionary<(WorkloadKind Kind, string Name), Workload> Workloads { get; } = [];

    public SortedDictionary<string, CronJob> CronJobs { get; } = new(StringComparer.Ordinal);

    public List<Job> Jobs { get; } = [];

    public IEnumerable<Pod> Pods(DateTimeOffset now) =>
        Workloads.Values.SelectMany(w => w.PodsAt(now)).Concat(Jobs.SelectMany(j => j.PodsAt(now)));

    /// <param name="since">When a new workload was created; one that is there changes now.</param>
    public void Apply(WorkloadSpec spec, DateTimeOffset now, DateTimeOffset? since, Func<string, ImageBehaviour> behaviourOf)
    {
        var key = (spec.Kind, spec.Name);
        if (Workloads.TryGetValue(key, out var known) && known.Spec.SameAs(spec))
        {
            known.Relabel(spec);
            return;
        }

        var workload = known ?? (Workloads[key] = new Workload(spec, since ?? now));
        workload.Roll(spec, known is null ? since ?? now : now, _schemas.Forget, (at, slot) => Plan(workload, at, slot, behaviourOf), (at, slot) => Plan(workload, at, slot, image => AfterEviction(behaviourOf(image))));
    }

    /// <param name="message">The kubelet's, of an eviction; null: the pods are deleted.</param>
    public void Replace(string name, DateTimeOffset now, string? message, Func<string, ImageBehaviour> behaviourOf)
    {
        foreach (var workload in Workloads.Values.Where(w => w.Spec.Name == name))
        {
            workload.Replace(now, message, (at, slot) => Plan(workload, at, slot, image => AfterEviction(behaviourOf(image))));
        }
    }

    /// <summary>Its database is put back at that instant: who starts later finds the schema from before the migrations.</summary>
    public void RestoreDatabase(DateTimeOffset at)
    {
        _schemas.Restore(at);
        foreach (var workload in Workloads.Values)
        {
            foreach (var pod in workload.Pods)
            {
                pod.Containers = [.. pod.Containers.Select(c => c.CrashesBySchema ? c with { HealsAt = c.HealsAt ?? at } : c)];
            }

            workload.LookAgain();
        }
    }

    /// <summary>Null when the name is taken.</summary>
    /// <param name="judge">What becomes of it, by the CronJob whose template it has.</param>
    public Job? Create(JsonObject posted, DateTimeOffset now, Func<CronJobSpec, CronJobSpec> judge)
    {
        Jobs.RemoveAll(j => !j.IsThere(now));
        if (Jobs.Exists(j => j.Name == (string)posted["metadata"]!["name"]!))
        {
            return null;
        }

        var template = posted["spec"]!["template"]!["spec"];
        var source = CronJobs.Values.FirstOrDefault(c => JsonNode.DeepEquals(c.PodTemplate()["spec"], JobEnvironment.Without(template)));
        var job = JobPlan.Decide(posted, now, source is null ? null : judge(source.Spec));
        Jobs.Add(job);
        return job;
    }

    private Pod Plan(Workload workload, DateTimeOffset at, int slot, Func<string, ImageBehaviour> behaviourOf)
    {
        var (spec, revision) = (workload.Spec, workload.Current);
        var behaviours = spec.Sidecars.Concat(spec.InitContainers).Concat(spec.Containers).Distinct().ToDictionary(c => c, c => behaviourOf(c.Image));
        var nowhere = behaviours.Values.OfType<ImageBehaviour.Unschedulable>().FirstOrDefault();
        var stuck = behaviours.Values.OfType<ImageBehaviour.VolumeStuck>().FirstOrDefault();
        var refused = behaviours.Values.OfType<ImageBehaviour.QuotaExceeded>().FirstOrDefault();
        var evicted = behaviours.Values.OfType<ImageBehaviour.Evicted>().FirstOrDefault();
        DateTimeOffset? turn = nowhere is null && stuck is null && refused is null ? at : null;
        var (init, containers) = ContainerPlan.Decide(spec, turn, c => behaviours[c], _schemas);
        var (owner, prefix, labels) = spec.Kind switch
        {
            WorkloadKind.Deployment =>
                (new Owner("apps/v1", "ReplicaSet", revision.Name, revision.Uid), revision.Name + "-", ("pod-template-hash", revision.Hash)),
            _ => (new Owner("apps/v1", $"{spec.Kind}", spec.Name, workload.Uid), spec.Name + "-", ("controller-revision-hash", revision.Name)),
        };
        var podName = spec.Kind == WorkloadKind.StatefulSet ? $"{spec.Name}-{slot}" : SafeText.Name(prefix);
        var pod = new Pod
        {
            Namespace = name,
            Name = podName,
            GenerateName = prefix,
            CreatedAt = at,
            Owner = owner,
            Labels = new Dictionary<string, string>(spec.PodLabels) { [labels.Item1] = labels.Item2 },
            Template = WorkloadJson.PodSpec(spec),
            Hash = revision.Hash,
            Slot = slot,
            Init = init,
            Containers = containers,
            Nodes = nodes,
            Unschedulable = nowhere?.Message,
            Hindrance = stuck is null ? null : (stuck.Reason, stuck.Message),
            Refused = refused is null ? null : $"pods \"{podName}\" is forbidden: {refused.Message}",
            Disruption = behaviours.Values.OfType<ImageBehaviour.Disrupted>().FirstOrDefault()?.Reason,
            EvictedAt = at + evicted?.After,
            EvictionMessage = evicted?.Message ?? "",
        };
        foreach (var run in init.Concat(containers).Where(r => r is { MigratesDatabase: true, StartsAt: not null }))
        {
            _schemas.WillMigrate(pod, run.Image, run.StartsAt!.Value);
        }

        return pod;
    }

    private static ImageBehaviour AfterEviction(ImageBehaviour behaviour) =>
        behaviour is ImageBehaviour.Evicted evicted ? evicted.Then ?? new ImageBehaviour.Healthy(TimeSpan.FromSeconds(5)) : behaviour;
}
