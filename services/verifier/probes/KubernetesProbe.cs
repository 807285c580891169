using System.Globalization;
using k8s;
using Upgrades.Hosting.Kubernetes;
using Upgrades.Hosting.Probes;

namespace Upgrades.Verifier.Probes;

/// <summary>
/// May the verifier look at what runs, and does the cluster have our time? A role for all namespaces is what deploy/k8s gives; where there are
/// only roles of single ones, those of the latest upgrades are tried.
/// </summary>
internal sealed class KubernetesProbe(IKubernetes kubernetes, KubernetesOptions settings, BaselineRows baselines) : IProbe
{
    /// <summary>What is compared with the cluster's clock are whole seconds, and spans of minutes.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    /// <summary>Without the others, as CronJobs, routes, events and logs, less is seen and nothing stops (README).</summary>
    internal static readonly Right[] Needed =
    [
        new("list", "apps", "deployments"), new("list", "apps", "statefulsets"), new("list", "apps", "daemonsets"), new("list", "", "pods"), new("list", "", "services"),
        new("list", "networking.k8s.io", "ingresses"),
    ];

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var before = TimeProvider.System.GetUtcNow();
            var everywhere = await OwnRights.MissingAsync(kubernetes, ns: null, Needed, cancellationToken);
            var clock = Clock(before, TimeProvider.System.GetUtcNow(), everywhere.ServerTime);
            return [everywhere.Missing.Count == 0 ? ProbeResult.Works(Needs.Kubernetes, "may look at workloads in all namespaces") : await InEachAsync(everywhere.Missing, cancellationToken), .. clock];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && KubernetesTrouble.Of(e, settings) is { } trouble)
        {
            return [ProbeResult.Failed(Needs.Kubernetes, trouble.Said, trouble.Advice) with { HoldsUpgrades = true }];
        }
    }

    private async Task<ProbeResult> InEachAsync(IReadOnlyList<Right> everywhere, CancellationToken cancellationToken)
    {
        var namespaces = await baselines.LatestNamespacesAsync(cancellationToken);
        var missing = (await Task.WhenAll(namespaces.Select(async ns => (Namespace: ns, (await OwnRights.MissingAsync(kubernetes, ns, everywhere, cancellationToken)).Missing))))
            .FirstOrDefault(m => m.Missing.Count > 0);
        return missing.Namespace is { } lacking ? Failed($"may not {string.Join(", ", missing.Missing)} in {lacking}") with { HoldsUpgrades = true }
            : namespaces.Count > 0 ? ProbeResult.Works(Needs.Kubernetes, $"may look at workloads in the namespaces of the latest upgrades: {string.Join(", ", namespaces)}")
            // Nobody knows yet whether there is a role where the first upgrade will be; it asks for itself.
            : Failed($"may not {string.Join(", ", everywhere)} in all namespaces, and no upgrade has told yet which are needed");
    }

    private static ProbeResult Failed(string said) =>
        ProbeResult.Failed(Needs.Kubernetes, said, "bind the ClusterRole of deploy/k8s/base/verifier-role.yaml, or one like it in each namespace, to the verifier's service account");

    private static IEnumerable<ProbeResult> Clock(DateTimeOffset before, DateTimeOffset after, DateTimeOffset? theirs)
    {
        if (theirs is not { } server)
        {
            return [];
        }

        // Its answer was made somewhere in between.
        var skew = server < before ? server - before : server > after ? server - after : TimeSpan.Zero;
        var words = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return [skew.Duration() > MostSkew
            ? ProbeResult.Failed(Needs.Clock, $"the API server's clock is {words}", "set the clocks of this node and of the control plane by NTP")
            : ProbeResult.Works(Needs.Clock, skew.Duration() < TimeSpan.FromSeconds(2) ? "the API server's clock is ours" : $"the API server's clock is {words}")];
    }
}
