using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>How the workloads of an upgrade were found.</summary>
internal enum FoundBy { Image, Label, Namespace }

/// <summary>A container that the commit changes.</summary>
internal sealed record TrackedContainer(string Name, string Image, ImageChange Change);

/// <param name="Tracked">Empty where no container's image tells that it is concerned.</param>
/// <param name="Pods">Its present pods.</param>
/// <param name="Leftovers">What evictions left behind.</param>
internal sealed record SelectedWorkload(
    Workload Workload, IReadOnlyList<TrackedContainer> Tracked, IReadOnlyList<PodView> Pods, IReadOnlyList<PodView> Leftovers)
{
    /// <summary>Its template asks for the version.</summary>
    public bool IsApplied => Tracked.All(t => ImageMatch.IsTarget(t.Image, t.Change));

    public IEnumerable<PodView> TargetPods => Pods.Where(IsTarget);

    /// <summary>Every present pod runs the version, but for those that a partition holds back.</summary>
    public bool RunsTarget => IsApplied && Pods.Count(p => !IsTarget(p)) <= Workload.HeldBack && (Workload.HeldBack == 0 || WantsNoPod || TargetPods.Any());

    public bool WantsNoPod => Workload.WantedPods == 0;

    public bool IsSettled => Workload.Rollout is RolloutState.Done && RunsTarget;

    private bool IsTarget(PodView pod) => Tracked.All(t => pod.Containers.Any(c => c.Name == t.Name && ImageMatch.IsTargetInPod(c.Image, t.Change)));
}

/// <summary>
/// The workloads an upgrade is about: those that run its image in its namespaces; else those labelled <c>app=&lt;stack&gt;</c>;
/// else all of the namespaces (DESIGN §6.5).
/// </summary>
internal sealed record Selection(FoundBy FoundBy, IReadOnlyList<SelectedWorkload> Workloads)
{
    public static Selection Of(ClusterState state, string stack, IReadOnlyList<ImageChange> changes)
    {
        var tracked = state.Workloads.Select(w => (Workload: w, Containers: Track(w, changes))).Where(x => x.Containers.Count > 0).ToList();
        // The same image at another version in the same namespace is somebody else's; unless that is all there is.
        var concerned = tracked.Where(x => x.Containers.Any(c => ImageMatch.IsTarget(c.Image, c.Change) || ImageMatch.IsFrom(c.Image, c.Change))).ToList();
        if (tracked.Count > 0)
        {
            return new Selection(FoundBy.Image, [.. (concerned.Count > 0 ? concerned : tracked).Select(x => Select(state, x.Workload, x.Containers))]);
        }

        var labelled = state.Workloads.Where(w => w.Labels.GetValueOrDefault("app") == stack || w.PodLabels.GetValueOrDefault("app") == stack).ToList();
        return labelled.Count > 0
            ? new Selection(FoundBy.Label, [.. labelled.Select(w => Select(state, w, []))])
            : new Selection(FoundBy.Namespace, [.. state.Workloads.Select(w => Select(state, w, []))]);
    }

    private static List<TrackedContainer> Track(Workload workload, IReadOnlyList<ImageChange> changes)
    {
        var all = workload.Containers
            .Select(c => ImageMatch.ChangeOf(c.Image, changes) is { } change ? new TrackedContainer(c.Name, c.Image, change) : null)
            .OfType<TrackedContainer>().ToList();
        var concerned = all.Where(c => ImageMatch.IsTarget(c.Image, c.Change) || ImageMatch.IsFrom(c.Image, c.Change)).ToList();
        return concerned.Count > 0 ? concerned : all;
    }

    private static SelectedWorkload Select(ClusterState state, Workload workload, IReadOnlyList<TrackedContainer> tracked)
    {
        var pods = state.Pods.Where(p => p.Namespace == workload.Namespace && workload.Selects(p.Labels)).ToList();
        return new SelectedWorkload(workload, tracked, [.. pods.Where(p => !p.IsLeftover)], [.. pods.Where(p => p.IsLeftover)]);
    }
}
