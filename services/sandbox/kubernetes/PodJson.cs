using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

internal static class PodJson
{
    private const int GraceSeconds = 30;

    public static JsonObject Write(Pod pod, DateTimeOffset now, Func<string, string> digestOf)
    {
        var changed = pod.ReadyAt <= now ? pod.ReadyAt.Value : pod.CreatedAt;
        var metadata = KubernetesJson.Metadata(pod.Namespace, pod.Name, pod.Uid, pod.CreatedAt, changed);
        metadata["generateName"] = pod.GenerateName;
        metadata["labels"] = KubernetesJson.Strings(pod.Labels);
        metadata["ownerReferences"] = KubernetesJson.Owners(pod.Owner);
        if (pod.DeletedAt is { } deleted && deleted <= now)
        {
            metadata["deletionTimestamp"] = KubernetesJson.Time(deleted + TimeSpan.FromSeconds(GraceSeconds));
            metadata["deletionGracePeriodSeconds"] = GraceSeconds;
        }

        var spec = pod.Template.DeepClone().AsObject();
        if (pod.Unschedulable is null)
        {
            spec["nodeName"] = pod.NodeName;
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = spec, ["status"] = Status(pod, now, digestOf) };
    }

    private static JsonObject Status(Pod pod, DateTimeOffset now, Func<string, string> digestOf)
    {
        var uninitialized = pod.Init.Where(i => !pod.Status(i, now).Succeeded).Select(i => i.Name).ToList();
        var phase = pod.Phase(now);
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["startTime"] = KubernetesJson.Time(pod.CreatedAt),
            ["hostIP"] = "10.0.0.10",
            ["podIP"] = "10.42.0.10",
            ["conditions"] = Conditions(pod, now, uninitialized, phase),
            ["qosClass"] = "Burstable",
        };
        if (pod.IsEvicted(now))
        {
            (status["reason"], status["message"]) = ("Evicted", pod.EvictionMessage);
        }

        if (pod.Unschedulable is not null)
        {
            // No kubelet has seen it.
            return status;
        }

        status["containerStatuses"] = KubernetesJson.Array(pod.Containers.Where(c => !c.IsSidecar).Select(c => Container(pod, c, now, digestOf)));
        var before = pod.Containers.Where(c => c.IsSidecar).Concat(pod.Init).ToList();
        if (before.Count > 0)
        {
            status["initContainerStatuses"] = KubernetesJson.Array(before.Select(c => Container(pod, c, now, digestOf)));
        }

        return status;
    }

    private static JsonArray Conditions(Pod pod, DateTimeOffset now, List<string> uninitialized, string phase)
    {
        if (pod.Unschedulable is { } nowhere)
        {
            return [KubernetesJson.Condition("PodScheduled", false, pod.CreatedAt, "Unschedulable", nowhere)];
        }

        var (ready, initialized) = (pod.IsServing(now), uninitialized.Count == 0);
        var unready = pod.Containers.Where(c => !pod.Status(c, now).Ready).Select(c => c.Name);
        var reason = ready ? null : phase == "Succeeded" ? "PodCompleted" : "ContainersNotReady";
        var message = ready || phase == "Succeeded" ? null : $"containers with unready status: [{string.Join(' ', unready)}]";
        var since = ready ? pod.ReadyAt ?? pod.CreatedAt : pod.CreatedAt;
        var disruption = pod.IsEvicted(now) ? "TerminationByKubelet" : pod.Disruption;
        return
        [
            .. disruption is null ? Array.Empty<JsonNode>() : [KubernetesJson.Condition("DisruptionTarget", true, pod.EvictedAt ?? pod.CreatedAt, disruption)],
            KubernetesJson.Condition("PodScheduled", true, pod.CreatedAt),
            KubernetesJson.Condition("Initialized", initialized, pod.CreatedAt, initialized ? null : "ContainersNotInitialized",
                initialized ? null : $"containers with incomplete status: [{string.Join(' ', uninitialized)}]"),
            KubernetesJson.Condition("ContainersReady", ready, since, reason, message),
            KubernetesJson.Condition("Ready", ready, since, reason, message),
        ];
    }

    private static JsonObject Container(Pod pod, ContainerRun run, DateTimeOffset now, Func<string, string> digestOf)
    {
        var status = pod.Status(run, now);
        return new JsonObject
        {
            ["name"] = run.Name,
            // Before it was pulled, the image is what the manifest says.
            ["image"] = status.HasStarted ? run.Canonical.Text : run.Image,
            ["imageID"] = status.HasStarted ? run.Canonical.Id(digestOf) : "",
            ["ready"] = status.Ready,
            ["started"] = status.State is ContainerState.Running,
            ["restartCount"] = status.Restarts,
            ["state"] = State(status.State),
            ["lastState"] = status.Last is null ? new JsonObject() : State(status.Last),
        };
    }

    private static JsonObject State(ContainerState state)
    {
        switch (state)
        {
            case ContainerState.Running running:
                return new JsonObject { ["running"] = new JsonObject { ["startedAt"] = KubernetesJson.Time(running.StartedAt) } };
            case ContainerState.Terminated ended:
                var end = new JsonObject
                {
                    ["exitCode"] = ended.ExitCode,
                    ["reason"] = ended.Reason,
                    ["startedAt"] = KubernetesJson.Time(ended.StartedAt),
                    ["finishedAt"] = KubernetesJson.Time(ended.FinishedAt),
                };
                if (ended.Message is not null)
                {
                    end["message"] = ended.Message;
                }

                return new JsonObject { ["terminated"] = end };
            default:
                var waiting = (ContainerState.Waiting)state;
                var why = new JsonObject { ["reason"] = waiting.Reason };
                if (waiting.Message is not null)
                {
                    why["message"] = waiting.Message;
                }

                return new JsonObject { ["waiting"] = why };
        }
    }
}
