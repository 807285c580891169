using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>How the workloads of an upgrade were found.</summary>
internal enum FoundBy { Image, Chart, Label, Namespace }

/// <summary>
/// The workloads an upgrade is about: those that run its image or belong to its Helm release, in its namespaces; else those labelled
/// <c>app=&lt;stack&gt;</c>; else all of the namespaces (DESIGN §6.5).
/// </summary>
internal sealed record Selection(FoundBy FoundBy, IReadOnlyList<SelectedWorkload> Workloads)
{
    public static Selection Of(ClusterState state, UpgradeApplied message) => Of(state, message.Stack, message.Images, message.Charts);

    public static Selection Of(ClusterState state, string stack, IReadOnlyList<ImageChange> images, IReadOnlyList<ChartChange>? charts = null)
    {
        var all = state.Workloads.Select(w => new Candidate(w, Track(w, images), ChartMatch.ChangeOf(w, charts ?? []))).ToList();
        var found = all.Where(c => c.Chart is not null || c.Tracked.Count > 0).ToList();
        if (found.Count > 0)
        {
            // The same image at another version in the same namespace is somebody else's; unless that is all there is.
            var concerned = found.Where(c => c.Chart is not null || c.IsConcerned).ToList();
            return new Selection(
                found.Any(c => c.Tracked.Count > 0) ? FoundBy.Image : FoundBy.Chart,
                [.. WithoutForeignCronJobs(concerned.Count > 0 ? concerned : found).Select(c => Select(state, c))]);
        }

        var services = all.Where(c => !c.Workload.IsCronJob).ToList();
        var labelled = services.Where(c => c.Workload.Labels.GetValueOrDefault("app") == stack || c.Workload.PodLabels.GetValueOrDefault("app") == stack).ToList();
        return labelled.Count > 0
            ? new Selection(FoundBy.Label, [.. labelled.Select(c => Select(state, c))])
            : new Selection(FoundBy.Namespace, [.. services.Select(c => Select(state, c))]);
    }

    /// <summary>A CronJob that keeps the old version beside a service (a backup with the database's client) is another stack's.</summary>
    private static IEnumerable<Candidate> WithoutForeignCronJobs(IReadOnlyList<Candidate> candidates) => candidates.All(c => c.Workload.IsCronJob)
        ? candidates
        : candidates.Where(c => !c.Workload.IsCronJob || c.Chart is not null || c.Tracked.All(t => ImageMatch.IsTarget(t.Image, t.Change)));

    private static List<TrackedContainer> Track(Workload workload, IReadOnlyList<ImageChange> changes)
    {
        var all = workload.Containers
            .Select(c => ImageMatch.ChangeOf(c.Image, changes) is { } change ? new TrackedContainer(c.Name, c.Image, change) : null)
            .OfType<TrackedContainer>().ToList();
        var concerned = all.Where(IsConcerned).ToList();
        return concerned.Count > 0 ? concerned : all;
    }

    private static bool IsConcerned(TrackedContainer container) => ImageMatch.IsTarget(container.Image, container.Change) || ImageMatch.IsFrom(container.Image, container.Change);

    private static SelectedWorkload Select(ClusterState state, Candidate candidate)
    {
        var workload = candidate.Workload;
        var pods = state.Pods.Where(p => p.Namespace == workload.Namespace && workload.Selects(p.Labels)).ToList();
        return new SelectedWorkload(workload, candidate.Tracked, candidate.Chart, [.. pods.Where(p => !p.IsLeftover)], [.. pods.Where(p => p.IsLeftover)]);
    }

    private sealed record Candidate(Workload Workload, List<TrackedContainer> Tracked, ChartChange? Chart)
    {
        public bool IsConcerned => Tracked.Exists(Selection.IsConcerned);
    }
}
