using System.Globalization;
using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Steps;

/// <summary>What one vendor's word comes to on one way.</summary>
/// <param name="Tags">To stop at.</param>
/// <param name="Reason">Why; null when the word is of no concern on this way.</param>
/// <param name="Unreachable">A stop in whose place there is nothing: the way is closed.</param>
internal sealed record VendorFinding(IReadOnlyList<string> Tags, RiskReason? Reason, string? Unreachable);

/// <summary>
/// Finds the tags that stand for a vendor's stops. One whose version has no tag is replaced by the nearest newer one of its major version,
/// which is told: only where there is none at all is the way closed, as it is for an operator's waypoint.
/// </summary>
internal static class VendorStopSelection
{
    /// <summary>Of a made-up tag as far in the future as somebody likes.</summary>
    private const int MostMajors = 40;
    private const int MostNamed = 12;

    /// <summary>Fixed stops on the way, and scheduled ones, by their versions alone.</summary>
    public static IReadOnlyList<StopVersion> OnTheWay(VendorStops vendor, ReleaseVersion from, ReleaseVersion to) =>
        vendor.NeededFor is { } least && ReleaseTag.Parse(least)!.Version.CompareCore(to) > 0 ? []
        : [.. vendor.Versions.Concat(Scheduled(vendor, from, to)).Select(v => StopVersion.Parse(v)!).Where(v => v.IsAbove(from) && v.IsBelow(to))];

    /// <summary>Does the way lead out of a train that may have to be gone to its end, or past one?</summary>
    public static bool LeavesTrain(VendorStops vendor, ReleaseVersion from, ReleaseVersion to) =>
        vendor.Train is { } train && TrainOf(from, train) != TrainOf(to, train) && (train.OwnToo || train.Parts > 1 || Major(to) - Major(from) > 1);

    /// <param name="tags">Strictly between both ends, each version once.</param>
    public static VendorFinding Find(VendorStops vendor, ReleaseVersion from, ReleaseVersion to, IReadOnlyCollection<(string Tag, ReleaseVersion Version)> tags)
    {
        List<string> found = [];
        List<string> replaced = [];
        foreach (var stop in OnTheWay(vendor, from, to))
        {
            if (Newest(tags.Where(t => stop.Holds(t.Version))) is { } tag)
            {
                found.Add(tag);
            }
            else if (Nearest(stop, tags) is { } nearest)
            {
                replaced.Add($"{stop.Text} has no tag, {nearest} is the nearest newer one");
                found.Add(nearest);
            }
            else if (to.Tag.Parts[0] == stop.Major)
            {
                replaced.Add($"{stop.Text} has no tag, the target is the nearest newer one");
            }
            else
            {
                return new VendorFinding([], null, Closed(vendor, stop.Text));
            }
        }

        if (LeavesTrain(vendor, from, to))
        {
            var train = vendor.Train!;
            if (train.Parts == 1 && Missing(from, to, tags) is { } major)
            {
                return new VendorFinding([], null, Closed(vendor, major));
            }

            found.AddRange(tags.GroupBy(t => TrainOf(t.Version, train))
                .Where(g => g.Key != TrainOf(to, train) && (train.OwnToo || g.Key != TrainOf(from, train))).Select(g => Newest(g)!));
        }

        List<string> stops = [.. found.Distinct()];
        return new VendorFinding(stops, stops.Count + replaced.Count == 0 ? null : Reason(vendor, stops, replaced), null);
    }

    /// <summary>What would have to be stopped at, where nobody was asked for tags.</summary>
    public static IEnumerable<string> Unseen(VendorStops vendor, ReleaseVersion from, ReleaseVersion to) =>
        OnTheWay(vendor, from, to).Select(v => $"{vendor.Product} {v.Text}")
            .Concat(LeavesTrain(vendor, from, to) ? [$"each {(vendor.Train!.Parts == 1 ? "major version" : "release")} of {vendor.Product} on the way"] : []);

    private static RiskReason Reason(VendorStops vendor, List<string> stops, List<string> replaced) => new()
    {
        Rule = RiskAssessment.Waypoint,
        Line = $"{vendor.Product}{(stops.Count > 0 ? " stops at " : "")}{string.Join(", ", stops.Take(MostNamed))}{(stops.Count > MostNamed ? " …" : "")}: {vendor.Says}"
            + string.Concat(replaced.Take(MostNamed).Select(r => $"; {r}")),
        Url = vendor.Url,
    };

    private static string Closed(VendorStops vendor, string stop) => $"{stop} of {vendor.Product} ({vendor.Says}, {vendor.Url}; vendor_stops: false goes without)";

    private static IEnumerable<string> Scheduled(VendorStops vendor, ReleaseVersion from, ReleaseVersion to)
    {
        var first = Math.Max(vendor.ScheduledFrom, Major(from));
        return vendor.ScheduledMinors.Count == 0 ? [] : Enumerable.Range(first, Math.Clamp(Major(to) - first + 1, 0, MostMajors))
            .SelectMany(major => vendor.ScheduledMinors.Select(minor => string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}")));
    }

    /// <summary>Within its minor version, else in the next one that there is.</summary>
    private static string? Nearest(StopVersion stop, IEnumerable<(string Tag, ReleaseVersion Version)> tags) =>
        tags.Where(t => !stop.IsAbove(t.Version) && t.Version.Tag.Parts[0] == stop.Major)
            .GroupBy(t => t.Version.Tag.Parts.ElementAtOrDefault(1)).OrderBy(g => g.Min(t => t.Version)).FirstOrDefault() is { } minor ? Newest(minor) : null;

    /// <summary>A major version between both ends of which there is no tag.</summary>
    private static string? Missing(ReleaseVersion from, ReleaseVersion to, IEnumerable<(string Tag, ReleaseVersion Version)> tags)
    {
        var there = tags.Select(t => Major(t.Version)).ToHashSet();
        for (var major = Major(from) + 1; major < Major(to); major++)
        {
            if (!there.Contains(major))
            {
                return major.ToString(CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static string? Newest(IEnumerable<(string Tag, ReleaseVersion Version)> tags) => tags.OrderBy(t => t.Version).Select(t => t.Tag).LastOrDefault();

    private static string TrainOf(ReleaseVersion version, VendorTrain train) => string.Join('.', version.Tag.Parts.Take(train.Parts).Select(p => p.TrimStart('0')));

    /// <summary>A number too long for one is no version that anybody released.</summary>
    private static int Major(ReleaseVersion version) => int.TryParse(version.Tag.Parts[0], CultureInfo.InvariantCulture, out var major) ? major : int.MaxValue - MostMajors;
}
