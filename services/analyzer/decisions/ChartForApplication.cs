using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Decisions;

/// <summary>
/// Which chart version brings an application's version (<c>reference/helm-repos.md</c> §3). Among the versions of the chart that are newer than the
/// present one: the lowest whose appVersion is the target, however either is spelled. Where none is, the newest whose appVersion is below the
/// target, but only when that is above what runs: it is nearer, and never further than what was asked for. Else nothing is guessed.
/// </summary>
internal abstract record ChartForApplication
{
    private ChartForApplication()
    {
    }

    /// <param name="IsExact">False: it brings <paramref name="AppVersion"/>, which is the nearest below.</param>
    public sealed record Version(string Chart, string AppVersion, bool IsExact) : ChartForApplication;

    public sealed record Nothing(SkipReason Reason, string Detail) : ChartForApplication;

    /// <param name="present">The chart version that the stack holds.</param>
    /// <param name="target">The tag that the application's image shall have.</param>
    public static async Task<ChartForApplication> FindAsync(ChartName chart, ChartListing listing, string present, string target, CancellationToken cancellationToken)
    {
        if (ReleaseTag.Parse(target) is not { } wanted)
        {
            return new Nothing(SkipReason.NotComparable, $"{target} names no version that a chart could bring");
        }

        var runs = listing.Spelled(present) is { } spelled ? (await listing.ReadAsync(spelled, cancellationToken))?.AppVersion : null;
        if (ReleaseTag.Parse(runs) is { } now && Against(chart, present, runs!, now, target, wanted) is { } against)
        {
            return against;
        }

        var (exact, below, all) = await SearchAsync(listing, present, wanted, cancellationToken);
        return exact is not null ? new Version(exact.Version, exact.AppVersion!, IsExact: true)
            : below is not null && ReleaseTag.Parse(runs) is { } started && ReleaseTag.Parse(below.AppVersion)!.Version.CompareTo(started.Version) > 0
                ? new Version(below.Version, below.AppVersion!, IsExact: false)
            : new Nothing(SkipReason.TagNotInRegistry, all
                ? $"no version of the chart {chart} after {present} brings {target}" : $"none of the newest {listing.MostReads} versions of the chart {chart} brings {target}");
    }

    /// <summary>The newest first, and no further than the first that brings something older: charts follow their application.</summary>
    private static async Task<(ChartEntry? Exact, ChartEntry? Below, bool All)> SearchAsync(
        ChartListing listing, string present, ReleaseTag wanted, CancellationToken cancellationToken)
    {
        var newer = listing.Versions.Where(v => VersionOrder.IsNewer(present, v) && (IsPrerelease(present) || !IsPrerelease(v))).ToList();
        newer.Sort((a, b) => VersionOrder.IsNewer(a, b) ? 1 : VersionOrder.IsNewer(b, a) ? -1 : 0);
        ChartEntry? exact = null;
        foreach (var version in newer.Take(listing.MostReads))
        {
            var entry = await listing.ReadAsync(version, cancellationToken);
            if (ReleaseTag.Parse(entry?.AppVersion) is not { } brings || brings.Component != wanted.Component)
            {
                continue;
            }

            var order = brings.Version.CompareTo(wanted.Version);
            exact = order == 0 ? entry : exact;
            if (order < 0 && (wanted.Version.IsPrerelease || !brings.Version.IsPrerelease))
            {
                return (exact, entry, true);
            }
        }

        return (exact, null, newer.Count <= listing.MostReads);
    }

    private static Nothing? Against(ChartName chart, string present, string runs, ReleaseTag now, string target, ReleaseTag wanted)
    {
        var order = wanted.Version.CompareTo(now.Version);
        return now.Component != wanted.Component ? new Nothing(SkipReason.NotComparable, $"{target} has another shape than {runs}, which the chart {chart} {present} brings")
            : order == 0 ? new Nothing(SkipReason.AlreadyCurrent, $"the chart {chart} {present} brings {runs}")
            : order < 0 ? new Nothing(SkipReason.WouldDowngrade, $"{target} is older than {runs}, which the chart {chart} {present} brings")
            : wanted.Version.IsPrerelease && !now.Version.IsPrerelease ? new Nothing(SkipReason.NotComparable, $"{target} is a prerelease, {runs} is none")
            : null;
    }

    private static bool IsPrerelease(string version) => TagComparison.IsPrerelease(version.Replace('+', '_'));
}
