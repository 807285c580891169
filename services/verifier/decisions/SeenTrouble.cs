using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>Trouble of a container of a pod of a workload.</summary>
internal sealed record SeenTrouble(Workload Workload, PodView Pod, ContainerView Container, ContainerTrouble Trouble)
{
    /// <summary>What troubles these pods and did not before the upgrade; what decides at once comes first.</summary>
    public static IReadOnlyList<SeenTrouble> In(
        Selection selection, Baseline? baseline, Func<SelectedWorkload, IEnumerable<PodView>> pods, Func<PodView, ContainerView, ContainerTrouble?> judge) =>
    [
        .. selection.Workloads
            .SelectMany(w => pods(w).SelectMany(p => p.Containers.Select(c => (w.Workload, Pod: p, Container: c, Trouble: judge(p, c)))))
            .Where(x => x.Trouble is not null && baseline?.WasInTrouble(x.Workload, x.Container.Name) != true)
            .Select(x => new SeenTrouble(x.Workload, x.Pod, x.Container, x.Trouble!))
            .OrderBy(t => t.Trouble.MayHeal),
    ];

    /// <summary>Of the pods that run the version, by what their restart counts were before the upgrade.</summary>
    public static IReadOnlyList<SeenTrouble> OfTarget(Selection selection, Baseline? baseline) =>
        In(selection, baseline, w => w.TargetPods, (pod, container) => ContainerTrouble.Of(container, RestartCounts.In(baseline?.Restarts, pod, container)));

    /// <param name="pullMessage">What an earlier look was told about a failed pull.</param>
    public Failure ToFailure(string? pullMessage = null) => new()
    {
        Check = Checks.Pods,
        Cause = Pod.Disruption is null ? FailureCauses.Of(Trouble, pullMessage) : FailureCause.Cluster,
        Summary = $"{Workload.Title}: container {Container.Name} {Trouble.Words}{(Pod.Disruption is { } who ? $" while its pod was to be ended ({who})" : "")}",
        Namespace = Pod.Namespace,
        Pod = Pod.Name,
        Container = Container.Name,
        Node = Pod.Node,
        Reason = Trouble.Reason,
        ExitCode = Trouble.ExitCode,
        Message = Trouble.IsPull && Trouble.Reason != "ErrImagePull" && pullMessage is { Length: > 0 } ? pullMessage : Trouble.Message,
        Crashed = Trouble.Crashed,
    };
}
