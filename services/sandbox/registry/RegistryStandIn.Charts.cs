using Upgrades.Sandbox.Charts;

namespace Upgrades.Sandbox.Registry;

/// <summary>Charts in a registry (<c>reference/helm-repos.md</c> §2).</summary>
public sealed partial class RegistryStandIn
{
    /// <param name="path">"example/charts/web": without a domain, with the chart's name at its end.</param>
    /// <param name="versions">Oldest first: the order in which they are listed. A <c>+</c> becomes <c>_</c> in the tag, as Helm pushes it.</param>
    public void AddChart(string path, params IReadOnlyList<ChartSpec> versions)
    {
        var chart = new StoredImage(path, labels: null, platforms: []);
        foreach (var version in versions)
        {
            chart.PushChart(version);
        }

        _images[path] = chart;
    }
}
