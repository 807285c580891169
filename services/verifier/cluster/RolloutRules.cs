using k8s.Models;

namespace Upgrades.Verifier.Cluster;

/// <summary>
/// The rules of <c>kubectl rollout status</c> (kubectl <c>pkg/polymorphichelpers/rollout_status.go</c>). A counter that is
/// absent means 0. kubectl refuses the strategy OnDelete; here it is watched, as somebody may delete the pods.
/// </summary>
internal static class RolloutRules
{
    private static readonly RolloutState Done = new RolloutState.Done();
    private static readonly RolloutState NotObserved = new RolloutState.Waiting("its controller has not seen the change yet");

    public static RolloutState Of(V1Deployment deployment)
    {
        var status = deployment.Status ?? new V1DeploymentStatus();
        if ((deployment.Metadata?.Generation ?? 0) > (status.ObservedGeneration ?? 0))
        {
            return NotObserved;
        }

        if (status.Conditions?.FirstOrDefault(c => c is { Type: "Progressing", Reason: "ProgressDeadlineExceeded" }) is { } late)
        {
            return new RolloutState.Stuck(late.Message ?? "it has exceeded its progress deadline");
        }

        var (wanted, updated, all, available) =
            (deployment.Spec?.Replicas ?? 1, status.UpdatedReplicas ?? 0, status.Replicas ?? 0, status.AvailableReplicas ?? 0);
        return updated < wanted ? new RolloutState.Waiting($"{updated} of {wanted} pods are updated")
            : all > updated ? new RolloutState.Waiting($"{all - updated} old pods have not ended")
            : available < updated ? new RolloutState.Waiting($"{available} of {updated} updated pods are available")
            : Done;
    }

    public static RolloutState Of(V1DaemonSet daemonSet)
    {
        var status = daemonSet.Status ?? new V1DaemonSetStatus();
        if ((daemonSet.Metadata?.Generation ?? 0) > (status.ObservedGeneration ?? 0))
        {
            return NotObserved;
        }

        var (wanted, updated, available) = (status.DesiredNumberScheduled, status.UpdatedNumberScheduled ?? 0, status.NumberAvailable ?? 0);
        return updated < wanted ? new RolloutState.Waiting($"{updated} of {wanted} pods are updated{OnDelete(daemonSet.Spec?.UpdateStrategy?.Type)}")
            : available < wanted ? new RolloutState.Waiting($"{available} of {wanted} updated pods are available")
            : Done;
    }

    public static RolloutState Of(V1StatefulSet statefulSet)
    {
        var status = statefulSet.Status ?? new V1StatefulSetStatus();
        if (status.ObservedGeneration is null or 0 || statefulSet.Metadata?.Generation > status.ObservedGeneration)
        {
            return NotObserved;
        }

        var (wanted, ready, updated) = (statefulSet.Spec?.Replicas ?? 1, status.ReadyReplicas ?? 0, status.UpdatedReplicas ?? 0);
        if (ready < wanted)
        {
            return new RolloutState.Waiting($"{ready} of {wanted} pods are ready");
        }

        var onDelete = OnDelete(statefulSet.Spec?.UpdateStrategy?.Type);
        if (HeldBack(statefulSet) is > 0 and var heldBack)
        {
            return updated < wanted - heldBack
                ? new RolloutState.Waiting($"{updated} of {wanted - heldBack} pods are updated; its partition keeps {heldBack}{onDelete}")
                : Done;
        }

        return status.UpdateRevision != status.CurrentRevision ? new RolloutState.Waiting($"{updated} of {wanted} pods are updated{onDelete}") : Done;
    }

    /// <summary>How many pods the partition of a StatefulSet keeps at the old revision.</summary>
    public static int HeldBack(V1StatefulSet statefulSet) =>
        Math.Min(statefulSet.Spec?.UpdateStrategy?.RollingUpdate?.Partition ?? 0, statefulSet.Spec?.Replicas ?? 1);

    private static string OnDelete(string? strategy) => strategy == "OnDelete" ? "; its strategy is OnDelete, so somebody has to delete the old ones" : "";
}
