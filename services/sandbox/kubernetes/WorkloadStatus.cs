using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The counters and conditions that <c>kubectl rollout status</c> goes by.</summary>
internal static class WorkloadStatus
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(600);

    public static JsonObject Write(Workload workload, DateTimeOffset now)
    {
        var pods = workload.ActivePods(now).ToList();
        var revision = workload.RevisionAt(now);
        var updated = pods.Count(p => p.Hash == revision?.Hash);
        var ready = pods.Count(p => p.IsServing(now));
        var status = new JsonObject();
        if (workload.ObservedGeneration(now) is > 0 and var observed)
        {
            status["observedGeneration"] = observed;
        }

        switch (workload.Spec.Kind)
        {
            case WorkloadKind.Deployment:
                KubernetesJson.Count(status, "replicas", pods.Count);
                KubernetesJson.Count(status, "updatedReplicas", updated);
                KubernetesJson.Count(status, "readyReplicas", ready);
                KubernetesJson.Count(status, "availableReplicas", ready);
                KubernetesJson.Count(status, "unavailableReplicas", Math.Max(workload.Spec.Replicas, pods.Count) - ready);
                if (revision is not null)
                {
                    status["conditions"] = new JsonArray(Available(workload, ready, now), Progressing(workload, revision, now));
                    if (workload.RefusedAt(now) is { Refused: { } refusal } refused)
                    {
                        status["conditions"]!.AsArray().Add(Condition("ReplicaFailure", true, refused.CreatedAt, now, "FailedCreate", refusal));
                    }
                }

                break;
            case WorkloadKind.StatefulSet:
                StatefulSet(status, workload, revision, pods, ready, now);
                break;
            default:
                // These four are always written.
                (status["currentNumberScheduled"], status["desiredNumberScheduled"]) = (pods.Count, workload.Spec.Replicas);
                (status["numberMisscheduled"], status["numberReady"]) = (0, ready);
                KubernetesJson.Count(status, "updatedNumberScheduled", updated);
                KubernetesJson.Count(status, "numberAvailable", ready);
                KubernetesJson.Count(status, "numberUnavailable", workload.Spec.Replicas - ready);
                break;
        }

        return status;
    }

    private static void StatefulSet(JsonObject status, Workload workload, Revision? revision, List<Pod> pods, int ready, DateTimeOffset now)
    {
        var current = workload.IsComplete(now) ? workload.Current : workload.Completed;
        status["replicas"] = pods.Count;
        KubernetesJson.Count(status, "readyReplicas", ready);
        // Always written, though 0 says nothing else than its absence.
        status["availableReplicas"] = ready;
        KubernetesJson.Count(status, "currentReplicas", pods.Count(p => p.Hash == current.Hash));
        KubernetesJson.Count(status, "updatedReplicas", pods.Count(p => p.Hash == revision?.Hash));
        (status["currentRevision"], status["updateRevision"]) = (current.Name, (revision ?? current).Name);
        status["collisionCount"] = 0;
    }

    private static JsonObject Available(Workload workload, int ready, DateTimeOffset now)
    {
        var least = workload.Spec.Recreate ? workload.Spec.Replicas : workload.Spec.Replicas - workload.Spec.Replicas / 4;
        return ready >= least
            ? Condition("Available", true, workload.ObservedAt, now, "MinimumReplicasAvailable", "Deployment has minimum availability.")
            : Condition("Available", false, workload.ObservedAt, now, "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");
    }

    private static JsonObject Progressing(Workload workload, Revision revision, DateTimeOffset now)
    {
        if (now < workload.ObservedAt || workload.IsComplete(now))
        {
            return Condition("Progressing", true, workload.CompleteAt ?? workload.CreatedAt, now, "NewReplicaSetAvailable",
                $"ReplicaSet \"{revision.Name}\" has successfully progressed.");
        }

        var last = workload.Pods.Where(p => p.Hash == revision.Hash).SelectMany(p => new[] { p.CreatedAt, p.ReadyAt })
            .Concat(workload.Pods.Select(p => p.DeletedAt))
            .Where(t => t <= now).Append(workload.ObservedAt).Max()!.Value;
        return now - last > Deadline
            ? Condition("Progressing", false, last + Deadline, now, "ProgressDeadlineExceeded", $"ReplicaSet \"{revision.Name}\" has timed out progressing.")
            : Condition("Progressing", true, workload.ObservedAt, now, "ReplicaSetUpdated", $"ReplicaSet \"{revision.Name}\" is progressing.");
    }

    private static JsonObject Condition(string type, bool status, DateTimeOffset since, DateTimeOffset now, string reason, string message)
    {
        var condition = KubernetesJson.Condition(type, status, since < now ? since : now, reason, message);
        condition["lastUpdateTime"] = condition["lastTransitionTime"]!.DeepClone();
        return condition;
    }
}
