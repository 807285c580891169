using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using Upgrades.Verifier.Http;

namespace Upgrades.Verifier.Watching;

/// <summary>Where the service of an upgrade answers.</summary>
internal sealed class FrontDoors(FrontDoorReader cluster, HttpCheckOptions options)
{
    /// <summary>The hosts that the plan names, else those that lead into the namespaces.</summary>
    public async Task<IReadOnlyList<string>> UrlsAsync(
        CheckPlan plan, IReadOnlyList<string> namespaces, Selection selection, CancellationToken cancellationToken)
    {
        if (plan.Hosts.Count > 0)
        {
            return HostSelection.Of(plan.Hosts, options.Scheme);
        }

        var (doors, services) = await cluster.ReadAsync(namespaces, cancellationToken);
        return HostSelection.Of(doors, services, [.. selection.Workloads.Select(w => w.Workload)], options.Scheme);
    }
}
