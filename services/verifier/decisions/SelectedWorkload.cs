using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>A container that the commit changes.</summary>
internal sealed record TrackedContainer(string Name, string Image, ImageChange Change);

/// <param name="Tracked">Empty where no container's image tells that it is concerned.</param>
/// <param name="Chart">Of the release that it belongs to; null where none of the commit's is.</param>
/// <param name="Pods">Its present pods.</param>
/// <param name="Leftovers">What evictions left behind.</param>
internal sealed record SelectedWorkload(
    Workload Workload, IReadOnlyList<TrackedContainer> Tracked, ChartChange? Chart, IReadOnlyList<PodView> Pods, IReadOnlyList<PodView> Leftovers)
{
    /// <summary>The version of its chart by its labels; null when they do not tell.</summary>
    public string? ChartVersion => Chart is null ? null : ChartMatch.VersionOf(Workload, Chart);

    /// <summary>Its template asks for the version.</summary>
    public bool IsApplied => Tracked.All(t => ImageMatch.IsTarget(t.Image, t.Change)) && (ChartVersion is not { } version || version == Chart!.To);

    public IEnumerable<PodView> TargetPods => Pods.Where(IsTarget);

    /// <summary>What evictions left of the version: those of the version before tell nothing about it.</summary>
    public IEnumerable<PodView> TargetLeftovers => Leftovers.Where(IsTarget);

    /// <summary>Every present pod runs the version, but for those that a partition holds back.</summary>
    public bool RunsTarget => IsApplied && Pods.Count(p => !IsTarget(p)) <= Workload.HeldBack && (Workload.HeldBack == 0 || WantsNoPod || TargetPods.Any());

    public bool WantsNoPod => Workload.WantedPods == 0;

    public bool IsSettled => Workload.Rollout is RolloutState.Done && RunsTarget;

    /// <summary>The container of a pod that has the right tag and was pulled by another digest; null when there is none.</summary>
    public (PodView Pod, ContainerView Container, ImageChange Change)? WrongDigest => Pods
        .SelectMany(p => Tracked.SelectMany(t => p.Containers.Where(c => c.Name == t.Name && ImageMatch.IsTargetInPod(c.Image, t.Change) && ImageMatch.IsOtherDigest(c.ImageId, t.Change))
            .Select(c => ((PodView, ContainerView, ImageChange)?)(p, c, t.Change))))
        .FirstOrDefault();

    private bool IsTarget(PodView pod) =>
        Tracked.All(t => pod.Containers.Any(c => c.Name == t.Name && ImageMatch.IsTargetInPod(c.Image, t.Change) && !ImageMatch.IsOtherDigest(c.ImageId, t.Change)))
        && (Chart is null || ChartMatch.VersionOf(Workload.PodLabels, Chart) == ChartMatch.VersionOf(pod.Labels, Chart));
}
