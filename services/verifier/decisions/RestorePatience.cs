using Upgrades.Contracts.Events;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>
/// After data was put back, what a container did before says nothing: only an instance that started later has seen the data. The kubelet
/// starts one that keeps crashing again after 5 minutes at most, so for 7 minutes a back-off from before is no trouble (DESIGN §6.5).
/// </summary>
internal static class RestorePatience
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(7);

    /// <summary>What counts of it: of containers that have not started anew yet, nothing that they suffer from, and no word of a controller that has given up.</summary>
    public static Selection See(Selection selection, UpgradeApplied message, DateTimeOffset now) =>
        message.Restored is null ? selection : selection with { Workloads = [.. selection.Workloads.Select(w => See(w, message.AppliedAt, now - message.AppliedAt < Patience))] };

    private static SelectedWorkload See(SelectedWorkload selected, DateTimeOffset restoredAt, bool patient) => selected with
    {
        Pods = [.. selected.Pods.Select(p => p with { Containers = [.. p.Containers.Select(c => See(c, restoredAt, patient))] })],
        Workload = patient && selected.Workload.Rollout is RolloutState.Stuck stuck ? selected.Workload with { Rollout = new RolloutState.Waiting(stuck.Why) } : selected.Workload,
    };

    private static ContainerView See(ContainerView container, DateTimeOffset restoredAt, bool patient)
    {
        if (container.Ended is { } ended && IsOfBefore(ended, restoredAt))
        {
            return patient ? Fresh(container) with { WaitingReason = "ContainerCreating" } : container;
        }

        if (container.EndedBefore is not { } before || !IsOfBefore(before, restoredAt))
        {
            return container;
        }

        return container.WaitingReason is null ? container with { EndedBefore = null }
            : patient ? Fresh(container) with { WaitingReason = "ContainerCreating" }
            : container;
    }

    private static ContainerView Fresh(ContainerView container) => container with { Ended = null, EndedBefore = null, WaitingMessage = null };

    private static bool IsOfBefore(Ending ending, DateTimeOffset restoredAt) => ending.StartedAt is { } started && started <= restoredAt;
}
