namespace Upgrades.Sandbox.Kubernetes;

/// <summary>
/// What the controllers will do about a changed workload, written down at once as creation and deletion times of pods. Pods that
/// run the template already stay, as when a rollback finds the old ReplicaSet.
/// </summary>
internal static class Rollout
{
    public static void Plan(Workload workload, DateTimeOffset from, Func<DateTimeOffset, int, Pod> create)
    {
        if (workload.Spec.Kind != WorkloadKind.Deployment)
        {
            OneByOne(workload, from, create);
        }
        else if (workload.Spec.Recreate)
        {
            Recreate(workload, from, create);
        }
        else
        {
            Roll(workload, from, create);
        }
    }

    /// <summary>When every pod is of the template and ready, and no other is left; null: never.</summary>
    public static DateTimeOffset? CompleteAt(Workload workload)
    {
        // An eviction that comes after the rollout takes nothing from it.
        var planned = workload.Pods.Where(p => !p.IsReplacement && !(p.EvictedAt <= workload.ChangedAt)).ToList();
        var staying = planned.Where(p => p.DeletedAt is null || p.EvictedAt is not null).ToList();
        if (staying.Count != workload.Spec.Replicas || staying.Exists(p => p.Hash != workload.Current.Hash || p.ReadyAt is null))
        {
            return null;
        }

        return planned.Select(p => (p.EvictedAt is null ? p.DeletedAt : null) ?? p.ReadyAt!.Value).Append(workload.ObservedAt).Max();
    }

    private static void Recreate(Workload workload, DateTimeOffset from, Func<DateTimeOffset, int, Pod> create)
    {
        var (fresh, old) = Split(workload, from);
        Delete(old, old.Count, from);
        // The new ones are made only when none of the old is left.
        var free = workload.Pods.Where(p => p.Hash != workload.Current.Hash).Select(p => p.GoneAt).Append(from).Max()!.Value;
        for (var count = fresh.Count; count < workload.Spec.Replicas; count++)
        {
            create(free, 0);
        }
    }

    /// <summary>RollingUpdate with maxSurge 25% (rounded up) and maxUnavailable 25% (rounded down), the defaults.</summary>
    private static void Roll(Workload workload, DateTimeOffset from, Func<DateTimeOffset, int, Pod> create)
    {
        var replicas = workload.Spec.Replicas;
        var (most, least) = (replicas + (replicas + 3) / 4, replicas - replicas / 4);
        var (fresh, old) = Split(workload, from);
        for (DateTimeOffset? at = from; at is { } now; at = fresh.Select(p => p.ReadyAt).Where(r => r > now).Min())
        {
            // Broken ones first, as far as that costs no availability.
            var idle = fresh.Count(p => !p.IsReady(now));
            Delete(old, old.Count + fresh.Count - least - idle, now, p => !p.IsReady(now));
            Delete(old, old.Count(p => p.IsReady(now)) + fresh.Count - idle - least, now, p => p.IsReady(now));
            while (fresh.Count < replicas && fresh.Count + old.Count < most)
            {
                fresh.Add(create(now, 0));
            }
        }
    }

    /// <summary>
    /// StatefulSets (from the last to the first) and DaemonSets: each pod ends before its successor begins, and the next one's turn
    /// comes when that is ready. A broken pod gives way too: the deadlock of <c>OrderedReady</c> is not played.
    /// </summary>
    private static void OneByOne(Workload workload, DateTimeOffset from, Func<DateTimeOffset, int, Pod> create)
    {
        var pods = workload.Pods.ToList();
        var staying = pods.Where(IsStaying).ToList();
        Delete(staying, staying.Count, from, p => p.Slot >= workload.Spec.Replicas);
        foreach (var slot in Enumerable.Range(0, workload.Spec.Replicas).Where(s => !staying.Exists(p => p.Slot == s)))
        {
            var free = pods.Where(p => p.Slot == slot).Select(p => p.GoneAt).Append(from).Max()!.Value;
            staying.Add(create(free, slot));
        }

        DateTimeOffset? turn = from;
        foreach (var pod in staying.OrderByDescending(p => p.Slot).ToList())
        {
            if (turn is not { } now)
            {
                return;
            }

            var last = pod;
            if (pod.Hash != workload.Current.Hash)
            {
                pod.DeletedAt = now;
                last = create(now + Pod.Ending, pod.Slot);
            }

            // Those made in this very plan come up together: only replacing is one by one.
            turn = pod.CreatedAt >= from ? now : last.ReadyAt > now ? last.ReadyAt : last.IsReady(now) ? now : null;
        }
    }

    /// <summary>Pods of the current template, as many as wanted, and the others; what is ending already counts as neither.</summary>
    private static (List<Pod> Fresh, List<Pod> Old) Split(Workload workload, DateTimeOffset from)
    {
        var staying = workload.Pods.Where(IsStaying).ToLookup(p => p.Hash == workload.Current.Hash);
        var fresh = staying[true].ToList();
        Delete(fresh, fresh.Count - workload.Spec.Replicas, from);
        return (fresh, staying[false].ToList());
    }

    private static bool IsStaying(Pod pod) => pod.DeletedAt is null && pod.EvictedAt is null;

    private static void Delete(List<Pod> pods, int count, DateTimeOffset at, Func<Pod, bool>? which = null)
    {
        foreach (var pod in pods.Where(which ?? (_ => true)).Take(Math.Max(0, count)).ToList())
        {
            pod.DeletedAt = at;
            pods.Remove(pod);
        }
    }
}
