using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Sources;

/// <summary>Which charts of a stack bring an image: those whose values name it.</summary>
internal static class BringingCharts
{
    /// <returns>Addresses of the charts' repositories; of a chart that is an address itself, that.</returns>
    public static IReadOnlyList<string> RepositoriesOf(StackScan stack, ImageReference image)
    {
        var resources = stack.Images.Where(i => i.Image?.Name == image.Name).Select(i => i.Resource).ToHashSet(StringComparer.Ordinal);
        return [.. stack.Charts.Where(c => resources.Contains(c.Resource))
            .Select(c => c.Repository ?? (c.Chart.StartsWith("oci://", StringComparison.Ordinal) ? c.Chart[..c.Chart.LastIndexOf('/')] : null)).OfType<string>().Distinct()];
    }
}
