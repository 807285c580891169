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

        if (selected.Leftovers is [.., var leftover])
        {
            return Rollout(FailureCause.Cluster, $"{title}: pod {leftover.Name} was ended by its node: {leftover.Reason}", leftover) with { Reason = leftover.Reason };
        }

        return selected.Workload.CreateFailure is { } refused
            ? Rollout(FailureCause.Cluster, $"{title}: no pod can be created") with { Message = refused }
            : Rollout(FailureCause.Unknown, $"{title} is not rolled out: {Words(selected)}");
    }

    /// <summary>Of a pod that runs the version and does not become ready.</summary>
    public static Failure OfPod(SelectedWorkload selected, PodView pod)
    {
        var title = selected.Workload.Title;
        if (pod.Unschedulable is { } nowhere)
        {
            return Rollout(FailureCause.Cluster, $"{title}: no node takes pod {pod.Name}", pod) with { Reason = "Unschedulable", Message = nowhere };
        }

        if (pod.Phase == "Unknown" || pod.Reason is "NodeLost" or "Evicted")
        {
            return Rollout(FailureCause.Cluster, $"{title}: the node of pod {pod.Name} is lost", pod) with { Reason = pod.Reason ?? pod.Phase };
        }

        var container = pod.Containers.FirstOrDefault(c => c.IsInit && c.Ended is not { ExitCode: 0 } && !c.Ready) ?? pod.Containers.FirstOrDefault(c => !c.IsInit && !c.Ready);
        return Rollout(FailureCause.Version, $"{title}: {(container is null ? $"pod {pod.Name}" : $"container {container.Name}")} {(container is { IsInit: true } ? "does not end" : "does not become ready")}", pod) with
        {
            Container = container?.Name,
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
            _ => $"{selected.Pods.Count - selected.TargetPods.Count()} of {selected.Pods.Count} pods run another version",
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
        ", ", selected.Tracked.Where(t => !ImageMatch.IsTarget(t.Image, t.Change)).Select(t => $"{ImageMatch.VersionOf(t.Image)} of {t.Change.Image}").Distinct());

    private static Failure Rollout(FailureCause cause, string summary, PodView? pod = null) => new()
    {
        Check = Checks.Rollout,
        Cause = cause,
        Summary = summary,
        Namespace = pod?.Namespace,
        Pod = pod?.Name,
    };
}
