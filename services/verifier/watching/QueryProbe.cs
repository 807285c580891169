using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Prometheus;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>Asks Prometheus all queries of a plan, side by side. Its silence never holds anything up; it is said.</summary>
internal sealed class QueryProbe(PrometheusClient prometheus)
{
    public async Task<IReadOnlyList<QuerySight>> AskAsync(CheckPlan plan, CancellationToken cancellationToken) =>
        await Task.WhenAll(plan.Queries.Select(async q => QueryJudgement.Of(q, await prometheus.QueryAsync(q.Query, cancellationToken))));
}
