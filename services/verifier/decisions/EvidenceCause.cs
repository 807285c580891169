using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>What the cluster told when it was asked about a failure.</summary>
/// <param name="Warnings">Of its pod or, where it has none, of its workload: <c>Reason: message</c>, oldest first.</param>
/// <param name="Nodes">Empty when the role may not list them.</param>
/// <param name="ByChart">The commit changed a chart too, which writes pod specs.</param>
internal sealed record EvidenceFound(IReadOnlyList<string> Warnings, IReadOnlyList<NodeView> Nodes, bool ByChart);

/// <summary>Whose fault a failure is, once the cluster's own words about it are known. What is the cluster's, the registry's or CI's stays so.</summary>
internal static class EvidenceCause
{
    private const string Liveness = "Unhealthy: Liveness probe failed";

    public static Failure Of(Failure failure, EvidenceFound found)
    {
        failure = failure switch
        {
            { Cause: FailureCause.Unknown } when ContainerTrouble.IsPullReason(failure.Reason) => failure with { Cause = FailureCauses.OfPull(string.Join('\n', found.Warnings)) },
            { Cause: FailureCause.Unknown, Reason: ContainerTrouble.ConfigError } => failure with { Cause = FailureCauses.OfConfig(string.Join('\n', found.Warnings)) },
            _ => failure,
        };
        if (found.ByChart && failure.Reason == ContainerTrouble.ConfigError && failure.Cause == FailureCause.Cluster)
        {
            return failure with { Cause = FailureCause.Version };
        }

        if (failure.Cause is not (FailureCause.Version or FailureCause.Unknown))
        {
            return failure;
        }

        if (failure.Node is { } node && NodeTrouble(node, found.Nodes) is { } trouble)
        {
            return failure with { Cause = FailureCause.Cluster, Summary = $"{failure.Summary}; {trouble}" };
        }

        if ((failure.NeverStarted || failure.WorkloadName is not null) && found.Warnings.LastOrDefault(FailureCauses.IsOfCluster) is { } warning)
        {
            return failure with { Cause = found.ByChart && FailureCauses.IsMissingConfig(warning) ? FailureCause.Version : FailureCause.Cluster, Message = warning };
        }

        return failure.Crashed && found.Warnings.LastOrDefault(w => w.StartsWith(Liveness, StringComparison.Ordinal)) is { } probe
            ? failure with { Message = $"the cluster ended it because of its liveness probe: {probe}" }
            : failure;
    }

    private static string? NodeTrouble(string name, IReadOnlyList<NodeView> nodes) =>
        nodes.Count == 0 ? null
        : nodes.FirstOrDefault(n => n.Name == name) is not { } node ? $"its node {name} is gone"
        : node.Ready ? null
        : $"its node {name} is not ready{(string.IsNullOrEmpty(node.Why) ? "" : $": {node.Why}")}";
}
