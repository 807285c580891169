using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>What was before the upgrade. Whatever was broken then decides nothing afterwards (DESIGN §6.5).</summary>
internal sealed record Baseline
{
    public IReadOnlyList<WorkloadBefore> Workloads { get; init; } = [];
    /// <summary>By <c>pod uid/container</c>.</summary>
    public IReadOnlyDictionary<string, int> Restarts { get; init; } = new Dictionary<string, int>();
    public IReadOnlyList<HttpAnswer> Answers { get; init; } = [];
    public IReadOnlyList<MonitorState> Monitors { get; init; } = [];
    public IReadOnlyList<QuerySight> Queries { get; init; } = [];

    /// <summary>Takes it from one look at everything.</summary>
    public static Baseline Of(Selection selection, IReadOnlyList<HttpAnswer> answers, IReadOnlyList<MonitorState> monitors) => new()
    {
        Workloads = [.. selection.Workloads.Select(WorkloadBefore.Of)],
        Restarts = RestartCounts.Of(selection.Workloads.SelectMany(w => w.Pods)),
        Answers = answers,
        Monitors = monitors,
    };

    /// <summary>Its spec is another one than before.</summary>
    public bool HasChanged(Workload workload) => Find(workload) is { Generation: > 0 } before && workload.Generation > before.Generation;

    public bool WasUnsettled(Workload workload) => Find(workload) is { Unsettled: not null };

    public bool WasInTrouble(Workload workload, string container) => Find(workload)?.Trouble.Any(t => t.Container == container) == true;

    /// <summary>What a person should know before the upgrade starts.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. Workloads.Where(w => w.Unsettled is not null).Select(w => $"{w.Title} is not rolled out: {w.Unsettled}"),
        .. Workloads.SelectMany(w => w.Trouble.Select(t => $"{w.Title}: container {t.Container} of pod {t.Pod} is in {t.Reason}")),
        .. Answers.Where(a => a.IsDown || a.IsRefusal).Select(a => $"{a.Url} {a.Words} before the upgrade"),
        .. Monitors.Where(m => m.IsDown).Select(m => $"Uptime Kuma's monitor {m.Name} was down before the upgrade"),
        .. Queries.Where(q => q.Series.Count > 0).Select(QueryJudgement.Problem),
    ];

    private WorkloadBefore? Find(Workload workload) => Workloads.FirstOrDefault(w => w.Title == workload.Title);
}

/// <param name="Unsettled">Why its rollout was not complete; null when it was.</param>
/// <param name="Generation">0 when it was not recorded.</param>
internal sealed record WorkloadBefore(string Title, string? Unsettled, IReadOnlyList<TroubleBefore> Trouble, long Generation = 0)
{
    public static WorkloadBefore Of(SelectedWorkload selected) => new(
        selected.Workload.Title,
        selected.Workload.Rollout switch
        {
            RolloutState.Waiting waiting => waiting.For,
            RolloutState.Stuck stuck => stuck.Why,
            _ => null,
        },
        // Restarts of the past are no trouble now: only growth would be.
        [
            .. selected.Pods.SelectMany(pod => pod.Containers
                .Select(c => (pod, container: c, trouble: ContainerTrouble.Of(c, c.Restarts)))
                .Where(x => x.trouble is not null)
                .Select(x => new TroubleBefore(x.pod.Name, x.container.Name, x.trouble!.Reason))),
        ],
        selected.Workload.Generation);
}

internal sealed record TroubleBefore(string Pod, string Container, string Reason);

internal static class RestartCounts
{
    public static Dictionary<string, int> Of(IEnumerable<PodView> pods) =>
        pods.DistinctBy(p => p.Uid).SelectMany(p => p.Containers.Select(c => (Key: Key(p, c), c.Restarts))).DistinctBy(x => x.Key).ToDictionary(x => x.Key, x => x.Restarts);

    public static int In(IReadOnlyDictionary<string, int>? counts, PodView pod, ContainerView container) => counts?.GetValueOrDefault(Key(pod, container)) ?? 0;

    private static string Key(PodView pod, ContainerView container) => $"{pod.Uid}/{container.Name}";
}
