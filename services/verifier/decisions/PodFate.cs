using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>What the cluster does to pods whatever they run: evictions, lost nodes, preemption. Only one that outgrew a limit of its own is to blame.</summary>
internal static partial class PodFate
{
    /// <summary><c>status.reason</c> by kubelet, node lifecycle and scheduler.</summary>
    private static readonly HashSet<string> Reasons =
    [
        "Evicted", "NodeLost", "NodeAffinity", "NodeShutdown", "Shutdown", "Terminated", "Preempting", "Preempted", "UnexpectedAdmissionError", "OutOfcpu", "OutOfmemory",
        "OutOfpods", "OutOfephemeral-storage",
    ];

    public static bool IsOfCluster(PodView pod) => pod.Phase == "Unknown" || pod.Disruption is not null || (pod.Reason is { } reason && Reasons.Contains(reason));

    /// <summary>A container whose end nobody saw, as its node was lost or started anew: no crash.</summary>
    public static bool IsOfNode(Ending? ending) => IsOfNode(ending?.Reason);

    public static bool IsOfNode(string? reason) => reason is "Unknown" or "ContainerStatusUnknown";

    public static FailureCause CauseOf(PodView pod) => OwnLimit().IsMatch(pod.Message ?? "") ? FailureCause.Version : FailureCause.Cluster;

    public static string Words(PodView pod) => pod.Reason is "NodeLost" || pod.Phase == "Unknown" ? $"the node of pod {pod.Name} is lost"
        : pod.Reason is { } reason && Reasons.Contains(reason) ? $"pod {pod.Name} was ended by its node: {reason}"
        : $"pod {pod.Name} is being ended: {pod.Disruption ?? pod.Reason}";

    /// <summary>A volume, writable layer or log that the pod itself has filled (kubelet <c>pkg/kubelet/eviction/helpers.go</c>).</summary>
    [GeneratedRegex(@"exceed(?:s|ed)\b.*\blimit")]
    private static partial Regex OwnLimit();
}
