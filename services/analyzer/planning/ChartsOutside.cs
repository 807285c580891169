using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>Is a chart's version there?</summary>
internal static class ChartsOutside
{
    /// <returns>Why one of these is not there; null when all are. A chart that lies in the repository itself has no other place to be.</returns>
    public static async Task<string?> MissingAsync(this IOutside outside, IEnumerable<ChartChange> charts, CancellationToken cancellationToken)
    {
        foreach (var change in charts)
        {
            if (ChartName.TryRead(change.Chart, change.Repository, out var name)
                && Missing(name, change.To, await outside.ChartAsync(name, cancellationToken)) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    /// <returns>The version as the chart's repository spells it, where that is another spelling (<c>v3.30.7</c>) and some stack could go there; else null.</returns>
    public static async Task<string?> SpelledAsync(this IOutside outside, ChartRequest chart, IReadOnlyList<ChartDecision> decisions, CancellationToken cancellationToken) =>
        decisions.Any(d => d is ChartDecision.Move or ChartDecision.Skip { Reason: SkipReason.NotComparable })
        && await outside.ChartAsync(chart.Name, cancellationToken) is ChartLookup.Found found
        && found.Listing.Spelled(chart.Version) is { } spelled && spelled != chart.Version ? spelled : null;

    /// <param name="lookup">Null: nobody was asked.</param>
    /// <returns>Why the version cannot be gone to; null when it can.</returns>
    private static string? Missing(ChartName chart, string version, ChartLookup? lookup) => lookup switch
    {
        ChartLookup.Missing missing => missing.Detail,
        ChartLookup.Found found when !found.Listing.Versions.Contains(version) => $"the chart {chart} has no version {version}{Newest(found.Listing, version)}",
        _ => null,
    };

    private static string Newest(ChartListing listing, string version) =>
        listing.Versions.Where(v => VersionOrder.IsNewer(v, version)).Aggregate((string?)null, (best, v) => best is null || VersionOrder.IsNewer(best, v) ? v : best) is { } newest
            ? $"; the newest before it is {newest}" : "";
}
