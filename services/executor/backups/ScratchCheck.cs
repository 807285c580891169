using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;

namespace Upgrades.Executor.Backups;

/// <summary>Has a Job read the backup, into a scratch database? What cannot be read is no backup.</summary>
internal sealed class ScratchCheck(BackupCluster cluster)
{
    public async Task<BackupSight> SeeAsync(BackupRow row, ScratchProof scratch, BackupSight.Complete backup, CancellationToken cancellationToken)
    {
        var order = row.ScratchOrder(scratch);
        return (row.ScratchAt is null ? await cluster.StartAsync(order, cancellationToken) : await cluster.LookAsync(order, cancellationToken)) switch
        {
            BackupSight.Failed failed => new BackupSight.Failed($"backup Job {row.Namespace}/{row.Job} is complete but cannot be read: {failed.Reason}"),
            BackupSight.Complete => await ReadAsync(order, scratch, backup, row, cancellationToken),
            BackupSight.Running running => new BackupSight.Unproven($"scratch Job {order.Namespace}/{order.Job} has not ended{running.Detail}"),
            var other => throw new InvalidOperationException($"No case for {other}."),
        };
    }

    private async Task<BackupSight> ReadAsync(JobOrder order, ScratchProof scratch, BackupSight.Complete backup, BackupRow row, CancellationToken cancellationToken)
    {
        if (scratch.LogPattern is not { } pattern)
        {
            return backup with { Proof = [.. backup.Proof, $"scratch Job {order.Namespace}/{order.Job} could read it"] };
        }

        return LogProof.Judge(pattern, minBytes: null, await cluster.LogAsync(order, cancellationToken)) switch
        {
            ProofSight.Shown shown => backup with { Proof = [.. backup.Proof, $"scratch Job {order.Namespace}/{order.Job}: {OutsideLines.Line(shown.Words)}"] },
            ProofSight.Lacking lacking => new BackupSight.Failed($"backup Job {row.Namespace}/{row.Job} is complete but not proven by scratch Job {order.Namespace}/{order.Job}: {lacking.Why}"),
            var other => throw new InvalidOperationException($"No case for {other}."),
        };
    }
}
