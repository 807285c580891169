using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>Why a rollout does not come to its end, as far as the cluster shows.</summary>
internal static class RolloutFailure
{
    public static Failure Of(SelectedWorkload selected, Progress progress)
    {
        if (!selected.IsApplied)
        {
            return NotApplied(selected, progress);
        }

        var title = selected.Workload.Title;
        if (selected.TargetPods.FirstOrDefault(p => !p.Ready) is { } pod)
        {
            return OfPod(selected, pod);
        }

        if (selected.WrongDigest is { } wrong)
        {
            return WrongDigest(title, wrong.Pod, wrong.Container, wrong.Change);
        }

        if (selected.TargetLeftovers.LastOrDefault() is { } leftover)
        {
            return OfFate(title, leftover);
        }

        if (selected.Workload.Kind == "StatefulSet" && selected.Pods.Except(selected.TargetPods).FirstOrDefault(p => !p.Ready) is { } inTheWay)
        {
            // kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
            return Rollout(
                FailureCause.Unknown, $"{title}: pod {inTheWay.Name} runs another version and is not ready, and a StatefulSet does not replace such a pod by itself: somebody has to delete it", inTheWay);
        }

        var missing = selected.Workload.CreateFailure is { } refused
            ? Rollout(FailureCause.Cluster, $"{title}: no pod can be created") with { Message = refused }
            : Rollout(FailureCause.Unknown, $"{title} is not rolled out: {Words(selected)}");
        return missing with { Namespace = selected.Workload.Namespace, WorkloadKind = selected.Workload.Kind, WorkloadName = selected.Workload.Name };
    }

    /// <summary>Of a pod that runs the version and does not become ready.</summary>
    public static Failure OfPod(SelectedWorkload selected, PodView pod)
    {
        var title = selected.Workload.Title;
        if (pod.Unschedulable is { } nowhere)
        {
            return Rollout(FailureCause.Cluster, $"{title}: no node takes pod {pod.Name}", pod) with { Reason = "Unschedulable", Message = nowhere };
        }

        if (PodFate.IsOfCluster(pod))
        {
            return OfFate(title, pod);
        }

        var neverStarted = pod.Containers.All(c => c is { Restarts: 0, Ended: null, ImageId: "" } && c.WaitingReason is null or "ContainerCreating" or "PodInitializing");
        if (neverStarted && selected.TargetLeftovers.LastOrDefault() is { } leftover)
        {
            var fate = OfFate(title, leftover);
            return fate with { Summary = $"{fate.Summary}; pod {pod.Name}, which replaces it, has not started" };
        }

        var container = pod.Containers.FirstOrDefault(c => c.IsInit && c.Ended is not { ExitCode: 0 } && !c.Ready) ?? pod.Containers.FirstOrDefault(c => !c.IsInit && !c.Ready);
        return Rollout(FailureCause.Version, $"{title}: {(container is null ? $"pod {pod.Name}" : $"container {container.Name}")} {(container is { IsInit: true } ? "does not end" : "does not become ready")}", pod) with
        {
            Container = container?.Name,
            NeverStarted = neverStarted,
            Reason = container?.WaitingReason is { } waiting and not "PodInitializing" ? waiting : "NotReady",
            Message = container?.WaitingMessage,
        };
    }

    /// <summary>What a workload that is not settled is waiting for.</summary>
    public static string Words(SelectedWorkload selected) => !selected.IsApplied
        ? $"{OtherVersions(selected)} still runs"
        : selected.Workload.Rollout switch
        {
            RolloutState.Waiting waiting => waiting.For,
            RolloutState.Stuck stuck => stuck.Why,
            _ => $"{selected.Pods.Count - selected.TargetPods.Count()} of {selected.Pods.Count} pods run another {(selected.WrongDigest is null ? "version" : "digest")}",
        };

    private static Failure OfFate(string title, PodView pod) => Rollout(PodFate.CauseOf(pod), $"{title}: {PodFate.Words(pod)}", pod) with
    {
        Reason = pod.Reason ?? pod.Disruption ?? pod.Phase,
        Message = pod.Message,
    };

    private static Failure WrongDigest(string title, PodView pod, ContainerView container, ImageChange change) =>
        Rollout(FailureCause.Unknown, $"{title}: pod {pod.Name} runs {change.To} by another digest, {container.ImageId[(container.ImageId.LastIndexOf('@') + 1)..]} instead of {change.Digest}", pod) with
        {
            Check = Checks.Version,
            Container = container.Name,
        };

    private static Failure NotApplied(SelectedWorkload selected, Progress progress)
    {
        var still = $"{OtherVersions(selected)} still runs ({selected.Workload.Title})";
        return progress switch
        {
            { CiFailure: { } red } => red with { Summary = $"{still}: {red.Summary}" },
            { CiPassed: true } => Rollout(FailureCause.Ci, $"CI is green, but {still}") with { Check = Checks.Version },
            _ => Rollout(FailureCause.Ci, still) with { Check = Checks.Version },
        };
    }

    /// <summary>What its template asks for instead of the version.</summary>
    public static string OtherVersions(SelectedWorkload selected) => string.Join(
        ", ",
        ((IEnumerable<string>)
        [
            .. selected.Tracked.Where(t => !ImageMatch.IsTarget(t.Image, t.Change)).Select(t => $"{ImageMatch.VersionOf(t.Image)} of {t.Change.Image}"),
            .. selected is { Chart: { } chart, ChartVersion: { } version } && version != chart.To ? [$"{version} of chart {chart.Chart}"] : Array.Empty<string>(),
        ]).Distinct());

    private static Failure Rollout(FailureCause cause, string summary, PodView? pod = null) => new()
    {
        Check = Checks.Rollout,
        Cause = cause,
        Summary = summary,
        Namespace = pod?.Namespace,
        Pod = pod?.Name,
        Node = pod?.Node,
    };
}
