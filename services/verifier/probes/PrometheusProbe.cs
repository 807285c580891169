using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Prometheus;

namespace Upgrades.Verifier.Probes;

/// <summary>Does Prometheus answer? Nobody waits for it: a query that cannot be asked is said as not proven.</summary>
internal sealed class PrometheusProbe(PrometheusClient prometheus, PrometheusOptions settings) : IProbe
{
    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        if (settings.Url is null)
        {
            return [ProbeResult.NotSet(Needs.Prometheus, "UPGRADES__PROMETHEUS__URL is not set: queries of the catalog are not asked")];
        }

        return [await prometheus.QueryAsync("vector(1)", cancellationToken) switch
        {
            PrometheusAnswer.Vector => ProbeResult.Works(Needs.Prometheus, "queries are answered"),
            PrometheusAnswer.Refused refused => Failed(refused.Words),
            PrometheusAnswer.Away away => Failed(away.Words),
            var other => throw new InvalidOperationException($"No case for {other}."),
        }];
    }

    private static ProbeResult Failed(string said) =>
        ProbeResult.Failed(Needs.Prometheus, said, "see whether UPGRADES__PROMETHEUS__URL and UPGRADES__PROMETHEUS__TOKEN are right and Prometheus is up");
}
