using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Deployments, StatefulSets and DaemonSets: what is asked for. What is there: <see cref="WorkloadStatus"/>.</summary>
internal static class WorkloadJson
{
    private const int DeadlineSeconds = 600;

    public static JsonObject Write(Workload workload, DateTimeOffset now)
    {
        var spec = workload.Spec;
        var metadata = KubernetesJson.Metadata(spec.Namespace, spec.Name, workload.Uid, workload.CreatedAt, workload.ChangedAt);
        metadata["generation"] = workload.Generation;
        metadata["labels"] = KubernetesJson.Strings(spec.WorkloadLabels);
        var annotations = new JsonObject();
        if (spec.Release is { } release)
        {
            (annotations["meta.helm.sh/release-name"], annotations["meta.helm.sh/release-namespace"]) = (release.Name, spec.Namespace);
        }

        metadata["annotations"] = annotations;
        var node = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = KubernetesJson.Strings(spec.Selector) },
            ["template"] = Template(spec, spec.PodLabels),
            ["revisionHistoryLimit"] = 10,
        };
        switch (spec.Kind)
        {
            case WorkloadKind.Deployment:
                annotations["deployment.kubernetes.io/revision"] = $"{workload.Current.Number}";
                node["replicas"] = spec.Replicas;
                node["progressDeadlineSeconds"] = DeadlineSeconds;
                node["strategy"] = spec.Recreate
                    ? new JsonObject { ["type"] = "Recreate" }
                    : Update("25%", ("maxSurge", "25%"));
                break;
            case WorkloadKind.StatefulSet:
                node["replicas"] = spec.Replicas;
                node["serviceName"] = spec.Name;
                node["podManagementPolicy"] = "Parallel";
                node["updateStrategy"] = new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["partition"] = 0 } };
                break;
            default:
                node["updateStrategy"] = Update(1, ("maxSurge", 0));
                break;
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = node, ["status"] = WorkloadStatus.Write(workload, now) };
    }

    public static JsonObject WriteReplicaSet(Workload workload, Revision revision, DateTimeOffset now)
    {
        var metadata = KubernetesJson.Metadata(revision.Spec.Namespace, revision.Name, revision.Uid, revision.CreatedAt, workload.ChangedAt);
        metadata["generation"] = revision.Number;
        metadata["labels"] = KubernetesJson.Strings(revision.PodLabels);
        metadata["annotations"] = new JsonObject { ["deployment.kubernetes.io/revision"] = $"{revision.Number}" };
        metadata["ownerReferences"] = KubernetesJson.Owners(new Owner("apps/v1", "Deployment", workload.Spec.Name, workload.Uid));
        var pods = workload.ActivePods(now).Where(p => p.Hash == revision.Hash).ToList();
        var ready = pods.Count(p => p.IsServing(now));
        var status = new JsonObject { ["replicas"] = pods.Count, ["observedGeneration"] = revision.Number };
        KubernetesJson.Count(status, "fullyLabeledReplicas", pods.Count);
        KubernetesJson.Count(status, "readyReplicas", ready);
        KubernetesJson.Count(status, "availableReplicas", ready);
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["replicas"] = pods.Count,
                ["selector"] = new JsonObject
                {
                    ["matchLabels"] = KubernetesJson.Strings(new Dictionary<string, string>(revision.Spec.Selector) { ["pod-template-hash"] = revision.Hash }),
                },
                ["template"] = Template(revision.Spec, revision.PodLabels),
            },
            ["status"] = status,
        };
    }

    public static JsonObject PodSpec(WorkloadSpec spec)
    {
        var node = new JsonObject { ["containers"] = KubernetesJson.Array(spec.Containers.Select(Container)), ["restartPolicy"] = "Always" };
        if (spec.Sidecars.Count + spec.InitContainers.Count > 0)
        {
            node["initContainers"] = KubernetesJson.Array(spec.Sidecars.Select(Sidecar).Concat(spec.InitContainers.Select(Container)));
        }

        return node;
    }

    private static JsonObject Template(WorkloadSpec spec, IReadOnlyDictionary<string, string> labels) => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = KubernetesJson.Strings(labels) },
        ["spec"] = PodSpec(spec),
    };

    private static JsonObject Sidecar(ContainerSpec container)
    {
        var node = Container(container);
        node["restartPolicy"] = "Always";
        return node;
    }

    private static JsonObject Container(ContainerSpec container) => new()
    {
        ["name"] = container.Name,
        ["image"] = container.Image,
        ["imagePullPolicy"] = "IfNotPresent",
        ["resources"] = container.MemoryLimit is null
            ? new JsonObject()
            : new JsonObject { ["limits"] = new JsonObject { ["memory"] = container.MemoryLimit } },
    };

    private static JsonObject Update(JsonNode unavailable, (string Name, JsonNode Value) more) => new()
    {
        ["type"] = "RollingUpdate",
        ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = unavailable, [more.Name] = more.Value },
    };
}
