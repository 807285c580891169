using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Prometheus;
using Upgrades.Repository;

namespace Upgrades.Executor.Probes;

/// <summary>Does Prometheus answer, where the catalog wants a backup to be proven by a metric?</summary>
internal sealed class ProofProbe(CatalogInRepository catalog, PrometheusClient prometheus, PrometheusOptions settings, ExecutorOptions options) : IProbe
{
    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<BackupPlan> backups;
        try
        {
            backups = (await catalog.ReadKnownAsync(cancellationToken)).Catalog.Backups;
        }
        catch (RepositoryUnavailableException)
        {
            // RepositoryProbe says so.
            return [];
        }

        if (!backups.Any(b => AsksForMetrics(b)))
        {
            return [ProbeResult.NotSet(Needs.Prometheus, "no backup of the catalog is proven by a metric")];
        }

        return [await prometheus.QueryAsync("vector(1)", cancellationToken) switch
        {
            PrometheusAnswer.Vector => ProbeResult.Works(Needs.Prometheus, "queries are answered"),
            PrometheusAnswer.Refused refused => Failed(refused.Words),
            PrometheusAnswer.Away away => Failed(away.Words),
            var other => throw new InvalidOperationException($"No case for {other}."),
        }];
    }

    public static bool AsksForMetrics(BackupPlan backup) => backup.Proof is { FreshMetric: not null } or { SizeMetric: not null };

    private ProbeResult Failed(string said) => ProbeResult.Failed(Needs.Prometheus, said, settings.Url is null
        ? "set UPGRADES__PROMETHEUS__URL, or take fresh_metric and size_metric out of the catalog"
        : "see whether UPGRADES__PROMETHEUS__URL and UPGRADES__PROMETHEUS__TOKEN are right and Prometheus is up") with
    {
        HoldsUpgrades = options.Mode == ExecutorMode.Upgrade,
    };
}
