namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The facts of a workload and the plan of its newest rollout; what it is at an instant follows from them.</summary>
internal sealed class Workload(WorkloadSpec spec, DateTimeOffset createdAt)
{
    /// <summary>Until the controller has seen a change.</summary>
    public static readonly TimeSpan Noticing = TimeSpan.FromSeconds(1);

    private Revision? _before;
    private long _observedBefore;

    public WorkloadSpec Spec { get; private set; } = spec;

    public string Uid { get; } = Guid.NewGuid().ToString();

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ChangedAt { get; private set; } = createdAt;

    public long Generation { get; private set; }

    /// <summary>When the controller sees the newest generation and begins.</summary>
    public DateTimeOffset ObservedAt => ChangedAt + Noticing;

    /// <summary>Oldest first, the current one last.</summary>
    public List<Revision> Revisions { get; } = [];

    public Revision Current => Revisions[^1];

    /// <summary>The template of the last rollout that ended: a StatefulSet's <c>currentRevision</c> until the newest has.</summary>
    public Revision Completed { get; private set; } = null!;

    public List<Pod> Pods { get; } = [];

    /// <summary>When the newest rollout is complete; null: never, as things stand.</summary>
    public DateTimeOffset? CompleteAt { get; private set; }

    public bool IsComplete(DateTimeOffset now) => CompleteAt <= now;

    public long ObservedGeneration(DateTimeOffset now) => now < ObservedAt ? _observedBefore : Generation;

    /// <summary>The template that the controller works by; null before it has seen any.</summary>
    public Revision? RevisionAt(DateTimeOffset now) => now < ObservedAt ? _before : Current;

    /// <summary>A pod that the API server refuses, if there is one.</summary>
    public Pod? RefusedAt(DateTimeOffset now) => Pods.Find(p => p.Refused is not null && p.CreatedAt <= now);

    /// <summary>Changes only what is no part of the spec, so that the generation stays.</summary>
    public void Relabel(WorkloadSpec spec) => Spec = spec;

    /// <summary>Ends the pods that are there, and has others in their place.</summary>
    /// <param name="message">The kubelet's, of an eviction; null: they are deleted, as a drain does.</param>
    public void Replace(DateTimeOffset now, string? message, Func<DateTimeOffset, int, Pod> create)
    {
        foreach (var pod in ActivePods(now).ToList())
        {
            var next = create(Spec.Kind == WorkloadKind.Deployment ? now : now + Pod.Ending, pod.Slot);
            next.IsReplacement = true;
            Pods.Add(next);
            if (message is not null)
            {
                (pod.EvictedAt, pod.EvictionMessage) = (now, message);
            }

            // Only a ReplicaSet leaves the evicted behind.
            pod.DeletedAt = message is null || Spec.Kind != WorkloadKind.Deployment ? now : pod.DeletedAt;
        }
    }

    /// <summary>What becomes of its pods is another thing than was planned.</summary>
    public void LookAgain() => CompleteAt = Rollout.CompleteAt(this);

    public IEnumerable<Pod> PodsAt(DateTimeOffset now) => Pods.Where(p => p.IsThere(now));

    public IEnumerable<Pod> ActivePods(DateTimeOffset now) => Pods.Where(p => p.IsActive(now));

    /// <summary>Makes the facts as of <paramref name="now"/> final, drops what was only planned, and plans the rollout of the spec.</summary>
    /// <param name="dropped">Told of each pod that will never come to be.</param>
    /// <param name="create">Makes the pod that starts at an instant in a slot.</param>
    /// <param name="replace">The same for the successor of one that is evicted.</param>
    public void Roll(
        WorkloadSpec spec, DateTimeOffset now, Action<Pod> dropped, Func<DateTimeOffset, int, Pod> create, Func<DateTimeOffset, int, Pod> replace)
    {
        (_before, _observedBefore) = (RevisionAt(now), ObservedGeneration(now));
        if (IsComplete(now))
        {
            Completed = Current;
        }

        Settle(now, dropped);
        (Spec, ChangedAt) = (spec, now);
        Generation++;
        TakeRevision(spec, now);
        Completed ??= Current;
        Rollout.Plan(this, ObservedAt, (at, slot) =>
        {
            var pod = create(at, slot);
            Pods.Add(pod);
            if (pod.EvictedAt is { } evicted)
            {
                pod.DeletedAt = spec.Kind == WorkloadKind.Deployment ? null : evicted;
                var next = replace(spec.Kind == WorkloadKind.Deployment ? evicted : evicted + Pod.Ending, slot);
                next.IsReplacement = true;
                Pods.Add(next);
            }

            return pod;
        });
        CompleteAt = Rollout.CompleteAt(this);
    }

    private void Settle(DateTimeOffset now, Action<Pod> dropped)
    {
        foreach (var pod in Pods.Where(p => p.CreatedAt > now))
        {
            dropped(pod);
        }

        Pods.RemoveAll(p => !p.IsThere(now));
        foreach (var pod in Pods)
        {
            pod.DeletedAt = pod.DeletedAt > now ? null : pod.DeletedAt;
            pod.EvictedAt = pod.EvictedAt > now ? null : pod.EvictedAt;
            pod.IsReplacement = false;
        }
    }

    private void TakeRevision(WorkloadSpec spec, DateTimeOffset now)
    {
        var hash = Revision.HashOf(spec);
        var number = Revisions.Count == 0 ? 1 : Current.Number + 1;
        if (Revisions.Find(r => r.Hash == hash) is not { } known)
        {
            Revisions.Add(new Revision(number, hash, Guid.NewGuid().ToString(), now, spec));
        }
        else if (known != Current)
        {
            Revisions.Remove(known);
            Revisions.Add(known with { Number = number });
        }
    }
}
