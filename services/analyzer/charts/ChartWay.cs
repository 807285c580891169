using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Charts;

/// <summary>The versions of a chart from what is there to where it shall go, and what each brings.</summary>
/// <param name="Start">What the present version brings; null when the repository has it no more.</param>
/// <param name="Entries">After the present version up to the target, oldest first. An entry that was not read has its version alone.</param>
internal sealed record ChartWay(ChartName Chart, string From, string To, ChartEntry? Start, IReadOnlyList<ChartEntry> Entries)
{
    public ChartEntry Target => Entries[^1];

    /// <summary>From which chart version to which; null when they cannot be read as versions.</summary>
    public (ReleaseTag From, ReleaseTag To)? Versions => ReleaseTag.Parse(From) is { } from && ReleaseTag.Parse(To) is { } to ? (from, to) : null;

    /// <summary>From which version of the application to which; null when one is not told. Equal ends: the application stays.</summary>
    public (ReleaseTag From, ReleaseTag To)? Applications =>
        ReleaseTag.Parse(Start?.AppVersion) is { } from && ReleaseTag.Parse(Target.AppVersion) is { } to ? (from, to) : null;

    public bool ApplicationStays => Start?.AppVersion is { } from && from == Target.AppVersion;

    /// <param name="from">The oldest version that the stack holds.</param>
    /// <param name="to">As the repository spells it.</param>
    public static async Task<ChartWay> FindAsync(ChartName chart, ChartListing listing, string from, string to, CancellationToken cancellationToken)
    {
        var prereleases = IsPrerelease(to);
        var between = listing.Versions.Where(v => v != to && VersionOrder.IsNewer(from, v) && VersionOrder.IsNewer(v, to) && (prereleases || !IsPrerelease(v))).ToList();
        between.Sort((a, b) => VersionOrder.IsNewer(a, b) ? -1 : VersionOrder.IsNewer(b, a) ? 1 : 0);
        List<ChartEntry> entries = [];
        var reads = listing.MostReads;
        // The newest first: where not all can be read, those nearest to the target are.
        foreach (var version in between.Append(to).Reverse())
        {
            entries.Add((reads-- > 0 ? await listing.ReadAsync(version, cancellationToken) : null) ?? new ChartEntry { Version = version });
        }

        entries.Reverse();

        var start = listing.Spelled(from) is { } spelled ? await listing.ReadAsync(spelled, cancellationToken) : null;
        return new ChartWay(chart, from, to, start, entries);
    }

    private static bool IsPrerelease(string version) => TagComparison.IsPrerelease(version.Replace('+', '_'));
}
