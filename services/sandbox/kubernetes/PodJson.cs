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
        spec["nodeName"] = $"node-{pod.Slot}";
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
            ["containerStatuses"] = KubernetesJson.Array(pod.Containers.Select(c => Container(pod, c, now, digestOf))),
            ["qosClass"] = "Burstable",
        };
        if (pod.Init.Count > 0)
        {
            status["initContainerStatuses"] = KubernetesJson.Array(pod.Init.Select(c => Container(pod, c, now, digestOf)));
        }

        return status;
    }

    private static JsonArray Conditions(Pod pod, DateTimeOffset now, List<string> uninitialized, string phase)
    {
        var (ready, initialized) = (pod.IsReady(now), uninitialized.Count == 0);
        var unready = pod.Containers.Where(c => !pod.Status(c, now).Ready).Select(c => c.Name);
        var reason = ready ? null : phase == "Succeeded" ? "PodCompleted" : "ContainersNotReady";
        var message = ready || phase == "Succeeded" ? null : $"containers with unready status: [{string.Join(' ', unready)}]";
        var since = ready ? pod.ReadyAt ?? pod.CreatedAt : pod.CreatedAt;
        return
        [
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
                return new JsonObject
                {
                    ["terminated"] = new JsonObject
                    {
                        ["exitCode"] = ended.ExitCode,
                        ["reason"] = ended.Reason,
                        ["startedAt"] = KubernetesJson.Time(ended.StartedAt),
                        ["finishedAt"] = KubernetesJson.Time(ended.FinishedAt),
                    },
                };
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
