using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>Adds to a failure what the cluster can tell about it: log lines, warnings, its node; and with them whose fault it is.</summary>
internal sealed class EvidenceReader(ClusterReader cluster)
{
    private const int MostWarnings = 3;

    public async Task<Failure> CompleteAsync(Failure failure, UpgradeApplied message, CancellationToken cancellationToken)
    {
        if (failure.Namespace is not { } ns || (failure.Pod ?? failure.WorkloadName) is null)
        {
            return failure with { Summary = OutsideLines.Line(failure.Summary) };
        }

        var warnings = failure.Pod is { } pod
            ? await cluster.WarningsAsync(ns, pod, cancellationToken)
            : await cluster.WarningsAsync(ns, failure.WorkloadKind!, failure.WorkloadName!, message.AppliedAt, cancellationToken);
        var log = failure is { Pod: { } owner, Container: { } container } ? await cluster.LogAsync(ns, owner, container, failure.Crashed, cancellationToken) : [];
        var nodes = failure.Node is not null && failure.Cause is FailureCause.Version or FailureCause.Unknown ? await cluster.NodesAsync(cancellationToken) : [];
        failure = EvidenceCause.Of(failure, new EvidenceFound(warnings, nodes, message.Charts.Count > 0));
        return failure with
        {
            Summary = OutsideLines.Line(failure.Message is { Length: > 0 } words ? $"{failure.Summary} ({words})" : failure.Summary),
            LogLines = [.. OutsideLines.Last([.. failure.LogLines, .. log]), .. OutsideLines.Last(warnings.TakeLast(MostWarnings)).Select(w => $"event: {w}")],
        };
    }
}
