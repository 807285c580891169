using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>Adds to a failure what the cluster can tell about it: log lines, warnings, and the words of a failed pull.</summary>
internal sealed class EvidenceReader(ClusterReader cluster)
{
    private const int MostWarnings = 3;

    public async Task<Failure> CompleteAsync(Failure failure, CancellationToken cancellationToken)
    {
        if (failure is not { Namespace: { } ns, Pod: { } pod })
        {
            return failure with { Summary = OutsideLines.Line(failure.Summary) };
        }

        var warnings = await cluster.WarningsAsync(ns, pod, cancellationToken);
        var log = failure.Container is { } container ? await cluster.LogAsync(ns, pod, container, failure.Crashed, cancellationToken) : [];
        return failure with
        {
            Cause = failure.Cause == FailureCause.Unknown && ContainerTrouble.IsPullReason(failure.Reason) ? FailureCauses.OfPull(string.Join('\n', warnings)) : failure.Cause,
            Summary = OutsideLines.Line(failure.Message is { Length: > 0 } message ? $"{failure.Summary} ({message})" : failure.Summary),
            LogLines = [.. OutsideLines.Last([.. failure.LogLines, .. log]), .. OutsideLines.Last(warnings.TakeLast(MostWarnings)).Select(w => $"event: {w}")],
        };
    }
}
