using Upgrades.Analyzer.Decisions;

namespace Upgrades.Analyzer.Charts;

/// <summary>Which versions a chart has, wherever it lies.</summary>
internal sealed class ChartRepositories(ChartIndexes indexes, OciCharts oci)
{
    /// <inheritdoc cref="ChartIndexes.FindAsync"/>
    public Task<ChartLookup> FindAsync(ChartName chart, CancellationToken cancellationToken) =>
        chart.Repository.StartsWith(OciCharts.Scheme, StringComparison.Ordinal) ? oci.FindAsync(chart, cancellationToken) : indexes.FindAsync(chart, cancellationToken);
}
