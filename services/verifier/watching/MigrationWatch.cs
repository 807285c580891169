using Upgrades.Contracts.Events;
using Upgrades.Hosting.Text;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>Reads the logs of containers that run and are not ready: a migration of data has a right to its time.</summary>
internal sealed class MigrationWatch(ClusterReader cluster, TimeProvider time)
{
    private const int MostContainers = 5;

    /// <summary>Most services are up by then, and nobody need read their logs.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    /// <returns>The first that migrates; null: none does, or all are ready.</returns>
    public async Task<Migration?> FindAsync(Selection selection, UpgradeApplied message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var unready = selection.Workloads.Where(w => w.IsApplied).SelectMany(w => w.TargetPods).Where(p => !p.Ready && now - p.CreatedAt > Usual)
            .SelectMany(p => p.Containers.Where(IsAtWork).Select(c => (Pod: p, Container: c))).Take(MostContainers);
        foreach (var (pod, container) in unready)
        {
            var log = await cluster.LogAsync(pod.Namespace, pod.Name, container.Name, crashed: false, cancellationToken);
            if (MigrationLines.Find(log, message.Checks.MigrationPatterns) is { } line)
            {
                return new Migration(pod.Name, container.Name, OutsideLines.Line(line));
            }
        }

        return null;
    }

    private static bool IsAtWork(ContainerView container) => container is { Ready: false, WaitingReason: null, Ended: null };
}
