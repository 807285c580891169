using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What <c>kubectl describe pod</c> lists under Events, for the pods that are there.</summary>
internal static class PodEvents
{
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(10);

    public static IEnumerable<PodEvent> Of(Pod pod, DateTimeOffset now)
    {
        if (pod.Unschedulable is { } nowhere)
        {
            yield return new PodEvent("Warning", "FailedScheduling", nowhere, pod.CreatedAt) { Last = now };
            yield break;
        }

        yield return new PodEvent("Normal", "Scheduled", $"Successfully assigned {pod.Namespace}/{pod.Name} to {pod.NodeName}", pod.CreatedAt);
        if (pod.Hindrance is { } hindrance)
        {
            yield return new PodEvent("Warning", hindrance.Reason, hindrance.Message, pod.CreatedAt) { Last = now };
        }

        if (pod.IsEvicted(now))
        {
            yield return new PodEvent("Warning", "Evicted", pod.EvictionMessage, pod.EvictedAt!.Value);
        }

        foreach (var run in pod.Init.Concat(pod.Containers))
        {
            foreach (var happened in Of(pod, run, now))
            {
                yield return happened with { Container = run };
            }
        }

        if (pod.DeletedAt <= now)
        {
            var first = pod.Containers[0];
            yield return new PodEvent("Normal", "Killing", $"Stopping container {first.Name}", pod.DeletedAt.Value) { Container = first };
        }
    }

    /// <summary>What the controller that cannot create pods says, once for all of them.</summary>
    public static IEnumerable<(string Name, JsonObject Event)> OfRefused(Workload workload, DateTimeOffset now)
    {
        if (workload.RefusedAt(now) is not { Refused: { } refusal } pod)
        {
            yield break;
        }

        var message = workload.Spec.Kind switch
        {
            WorkloadKind.StatefulSet => $"create Pod {pod.Name} in StatefulSet {pod.Owner.Name} failed error: {refusal}",
            _ => $"Error creating: {refusal}",
        };
        var name = $"{pod.Owner.Name}.{pod.Uid[..16]}";
        var metadata = KubernetesJson.Metadata(pod.Namespace, name, $"{pod.Uid}-refused", pod.CreatedAt, now);
        yield return (name, new JsonObject
        {
            ["metadata"] = metadata,
            ["involvedObject"] = new JsonObject { ["kind"] = pod.Owner.Kind, ["apiVersion"] = pod.Owner.ApiVersion, ["namespace"] = pod.Namespace, ["name"] = pod.Owner.Name, ["uid"] = pod.Owner.Uid },
            ["type"] = "Warning",
            ["reason"] = "FailedCreate",
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = $"{pod.Owner.Kind.ToLowerInvariant()}-controller" },
            ["firstTimestamp"] = KubernetesJson.Time(pod.CreatedAt),
            ["lastTimestamp"] = KubernetesJson.Time(now),
            ["count"] = 1,
        });
    }

    public static JsonObject Write(Pod pod, PodEvent happened)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{pod.Uid} {happened.Reason} {happened.Message}")))[..16];
        var involved = new JsonObject { ["kind"] = "Pod", ["apiVersion"] = "v1", ["namespace"] = pod.Namespace, ["name"] = pod.Name, ["uid"] = pod.Uid };
        if (happened.Container is { } run)
        {
            involved["fieldPath"] = $"spec.{(run.IsInit || run.IsSidecar ? "initContainers" : "containers")}{{{run.Name}}}";
        }

        return new JsonObject
        {
            ["metadata"] = KubernetesJson.Metadata(pod.Namespace, $"{pod.Name}.{id}", $"{pod.Uid}-{id}", happened.First, happened.Last),
            ["involvedObject"] = involved,
            ["type"] = happened.Type,
            ["reason"] = happened.Reason,
            ["message"] = happened.Message,
            ["source"] = new JsonObject { ["component"] = happened.Reason == "Scheduled" ? "default-scheduler" : "kubelet" },
            ["firstTimestamp"] = KubernetesJson.Time(happened.First),
            ["lastTimestamp"] = KubernetesJson.Time(happened.Last),
            ["count"] = happened.Count,
        };
    }

    private static IEnumerable<PodEvent> Of(Pod pod, ContainerRun run, DateTimeOffset now)
    {
        var status = pod.Status(run, now);
        if (run.PullFailsAt is { } failed && failed <= now)
        {
            yield return new PodEvent("Warning", "Failed", $"Failed to pull image \"{run.Image}\": {run.PullError}", failed);
            yield return new PodEvent("Warning", "Failed", "Error: ErrImagePull", failed);
            if (status.State is ContainerState.Waiting { Reason: "ImagePullBackOff" })
            {
                yield return new PodEvent("Normal", "BackOff", $"Back-off pulling image \"{run.Image}\"", failed) { Last = now };
                yield return new PodEvent("Warning", "Failed", "Error: ImagePullBackOff", failed) { Last = now };
            }
        }

        if (run.Blocked is { } blocked && blocked.From <= now)
        {
            yield return new PodEvent("Warning", "Failed", $"Error: {blocked.State.Message}", blocked.From) { Last = now };
        }

        if (run.StartsAt is not { } start || now < start)
        {
            yield break;
        }

        var times = status.Restarts + 1;
        yield return new PodEvent("Normal", "Pulled", $"Successfully pulled image \"{run.Image}\" in 2s", start);
        yield return new PodEvent("Normal", "Created", $"Created container: {run.Name}", start) { Count = times };
        yield return run.ExitMessage is null
            ? new PodEvent("Normal", "Started", $"Started container {run.Name}", start) { Count = times }
            : new PodEvent("Warning", "Failed", $"Error: {run.ExitMessage}", start) { Count = times };
        if (run.FailsLiveness && start + run.RunsFor is { } killed && killed <= now)
        {
            yield return new PodEvent("Warning", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", killed);
            yield return new PodEvent("Normal", "Killing", $"Container {run.Name} failed liveness probe, will be restarted", killed);
        }

        if (status is { Restarts: > 0, Last.FinishedAt: var finished })
        {
            yield return new PodEvent("Warning", "BackOff", $"Back-off restarting failed container {run.Name} in pod {pod.FullName}", finished)
            {
                Count = status.Restarts,
            };
        }

        if (!status.Ready && !run.IsInit && status.State is ContainerState.Running && now - start is var running && running >= ProbePeriod)
        {
            yield return new PodEvent("Warning", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", start + ProbePeriod)
            {
                Last = now,
                Count = (int)Math.Min(running / ProbePeriod, 1_000_000),
            };
        }
    }
}

internal sealed record PodEvent(string Type, string Reason, string Message, DateTimeOffset First)
{
    public DateTimeOffset Last { get; init; } = First;

    public int Count { get; init; } = 1;

    public ContainerRun? Container { get; init; }
}
