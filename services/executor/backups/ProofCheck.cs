using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Prometheus;

namespace Upgrades.Executor.Backups;

/// <summary>Asks a complete backup Job for what the catalog wants it to show besides. A backup that is not proven is none.</summary>
internal sealed class ProofCheck(BackupCluster cluster, BackupRows rows, PrometheusClient prometheus)
{
    /// <returns>Why no Job needs to be made; null: one is needed.</returns>
    public static BackupSight? Impossible(BackupRow row) => row.Rule == new BackupProof()
        ? new BackupSight.Failed($"the proof of CronJob {row.Namespace}/{row.CronJob} in the catalog cannot be understood: no backup could be proven (`upgrades scan` names the line)")
        : null;

    public async Task<BackupSight> CheckAsync(BackupRow row, BackupProof proof, BackupSight.Complete complete, CancellationToken cancellationToken)
    {
        var began = complete.StartedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt ?? row.CreatedAt);
        List<ProofSight> sights = [];
        if (proof.LogPattern is { } pattern)
        {
            sights.Add(LogProof.Judge(pattern, proof.MinBytes, await cluster.LogAsync(row.Order, cancellationToken)));
        }

        if (proof.FreshMetric is { } fresh)
        {
            sights.Add(MetricProof.Fresh(fresh, await prometheus.QueryAsync(fresh, cancellationToken), began));
        }

        if (proof.SizeMetric is { } size)
        {
            sights.Add(MetricProof.Size(size, await prometheus.QueryAsync(size, cancellationToken), proof.MinBytes));
        }

        var bytes = sights.OfType<ProofSight.Shown>().FirstOrDefault(s => s.Bytes is not null)?.Bytes;
        if (proof.MinShareOfLast is { } share && bytes is { } written && await rows.LastSizedAsync(row, cancellationToken) is { } last)
        {
            sights.Add(SizeProof.Judge(written, last, share, waits: proof.SizeMetric is not null));
        }

        return sights.OfType<ProofSight.Lacking>().FirstOrDefault() is { } lacking ? new BackupSight.Failed($"backup Job {row.Namespace}/{row.Job} is complete but not proven: {lacking.Why}")
            : sights.OfType<ProofSight.NotYet>().FirstOrDefault() is { } notYet ? new BackupSight.Unproven(notYet.Why)
            : complete with { Bytes = bytes, Proof = [.. sights.OfType<ProofSight.Shown>().Select(s => s.Words)] };
    }
}
