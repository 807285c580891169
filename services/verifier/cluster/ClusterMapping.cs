using k8s.Models;

namespace Upgrades.Verifier.Cluster;

/// <summary>Kubernetes' objects → what verification needs of them. Every part of them may be missing.</summary>
internal static class ClusterMapping
{
    public static Workload Of(V1Deployment deployment) => Of("Deployment", deployment.Metadata, deployment.Spec?.Selector, deployment.Spec?.Template) with
    {
        Rollout = RolloutRules.Of(deployment),
        WantedPods = deployment.Spec?.Replicas ?? 1,
        CreateFailure = deployment.Status?.Conditions?.FirstOrDefault(c => c is { Type: "ReplicaFailure", Status: "True" })?.Message,
    };

    public static Workload Of(V1StatefulSet statefulSet) => Of("StatefulSet", statefulSet.Metadata, statefulSet.Spec?.Selector, statefulSet.Spec?.Template) with
    {
        Rollout = RolloutRules.Of(statefulSet),
        WantedPods = statefulSet.Spec?.Replicas ?? 1,
        HeldBack = RolloutRules.HeldBack(statefulSet),
    };

    public static Workload Of(V1DaemonSet daemonSet) => Of("DaemonSet", daemonSet.Metadata, daemonSet.Spec?.Selector, daemonSet.Spec?.Template) with
    {
        Rollout = RolloutRules.Of(daemonSet),
        WantedPods = daemonSet.Status?.DesiredNumberScheduled ?? 0,
    };

    /// <summary>It is rolled out as soon as its template is changed.</summary>
    public static Workload Of(V1CronJob cronJob) => Of(Workload.CronJob, cronJob.Metadata, selector: null, cronJob.Spec?.JobTemplate?.Spec?.Template) with
    {
        IsSuspended = cronJob.Spec?.Suspend ?? false,
    };

    /// <returns>Null for a pod that says nothing about a service: ending, done, or a Job's.</returns>
    public static PodView? Of(V1Pod pod)
    {
        if (pod.Metadata?.DeletionTimestamp is not null || pod.Status?.Phase == "Succeeded" || pod.Metadata?.OwnerReferences?.Any(o => o.Kind == "Job") == true)
        {
            return null;
        }

        var conditions = pod.Status?.Conditions ?? [];
        List<ContainerView> containers =
        [
            .. Containers(pod.Spec?.InitContainers, pod.Status?.InitContainerStatuses, init: true),
            .. Containers(pod.Spec?.Containers, pod.Status?.ContainerStatuses, init: false),
        ];
        return new PodView
        {
            Namespace = pod.Metadata?.NamespaceProperty ?? "",
            Name = pod.Metadata?.Name ?? "",
            Uid = pod.Metadata?.Uid ?? "",
            Labels = Labels(pod.Metadata?.Labels),
            Phase = pod.Status?.Phase,
            Reason = pod.Status?.Reason,
            Message = pod.Status?.Message,
            Node = pod.Spec?.NodeName,
            Disruption = conditions.FirstOrDefault(c => c is { Type: "DisruptionTarget", Status: "True" })?.Reason,
            Ready = conditions.Any(c => c is { Type: "Ready", Status: "True" }),
            Unschedulable = conditions.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" })?.Message,
            CreatedAt = Instant(pod.Metadata?.CreationTimestamp),
            Containers = containers,
        };
    }

    public static NodeView Of(V1Node node)
    {
        var ready = node.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
        return new NodeView(node.Metadata?.Name ?? "", ready?.Status == "True", ready?.Message);
    }

    private static Workload Of(string kind, V1ObjectMeta? metadata, V1LabelSelector? selector, V1PodTemplateSpec? template) => new()
    {
        Kind = kind,
        Namespace = metadata?.NamespaceProperty ?? "",
        Name = metadata?.Name ?? "",
        Labels = Labels(metadata?.Labels),
        Annotations = Labels(metadata?.Annotations),
        Generation = metadata?.Generation ?? 0,
        PodLabels = Labels(template?.Metadata?.Labels),
        Selects = LabelMatch.Of(selector),
        Containers = [.. (template?.Spec?.InitContainers ?? []).Concat(template?.Spec?.Containers ?? []).Select(c => new ContainerImage(c.Name, c.Image ?? ""))],
        Rollout = new RolloutState.Done(),
    };

    private static IEnumerable<ContainerView> Containers(IList<V1Container>? specs, IList<V1ContainerStatus>? statuses, bool init) => (specs ?? []).Select(spec =>
    {
        var status = statuses?.FirstOrDefault(s => s.Name == spec.Name);
        return new ContainerView
        {
            Name = spec.Name,
            Image = spec.Image ?? status?.Image ?? "",
            ImageId = status?.ImageID ?? "",
            IsInit = init && spec.RestartPolicy != "Always",
            Ready = status?.Ready ?? false,
            Restarts = status?.RestartCount ?? 0,
            WaitingReason = status?.State?.Waiting?.Reason,
            WaitingMessage = status?.State?.Waiting?.Message,
            Ended = Ending(status?.State?.Terminated),
            EndedBefore = Ending(status?.LastState?.Terminated),
        };
    });

    private static Ending? Ending(V1ContainerStateTerminated? terminated) => terminated is null ? null
        : new Ending(terminated.Reason, terminated.ExitCode, terminated.Message, Instant(terminated.StartedAt));

    private static DateTimeOffset? Instant(DateTime? time) => time is { } t ? new DateTimeOffset(t.ToUniversalTime(), TimeSpan.Zero) : null;

    private static Dictionary<string, string> Labels(IDictionary<string, string>? labels) => labels is null ? [] : new Dictionary<string, string>(labels);
}
