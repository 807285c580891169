using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Steps;

/// <summary>What decides where an upgrade stops on its way.</summary>
internal sealed record UpgradeRoute
{
    public required string From { get; init; }
    public required string To { get; init; }
    public required Stepping Stepping { get; init; }
    public IReadOnlyList<string> Waypoints { get; init; } = [];
    public IReadOnlyList<VendorStops> Vendors { get; init; } = [];
    public required int MaxSteps { get; init; }

    /// <summary>Releases on the way, oldest first; empty: the registry's tags decide.</summary>
    public IReadOnlyList<(ReleaseVersion Version, bool Breaking)> Releases { get; init; } = [];

    /// <summary>Waypoints strictly between From and To; the others are of no concern here.</summary>
    public IReadOnlyList<StopVersion> WaypointsOnTheWay => Ends is var (from, to)
        ? [.. Waypoints.Select(StopVersion.Parse).OfType<StopVersion>().Where(w => w.IsAbove(from) && w.IsBelow(to))] : [];

    /// <summary>What would have to be stopped at, by the catalog and by vendors, in words: for who does not ask for tags.</summary>
    public IEnumerable<string> Unseen => WaypointsOnTheWay.Select(w => w.Text)
        .Concat(Ends is var (from, to) ? Vendors.SelectMany(v => VendorStopSelection.Unseen(v, from, to)) : []);

    /// <summary>Without a stop in between nobody has to list tags.</summary>
    public bool NeedsTags => Stepping != Stepping.Direct || Unseen.Any();

    /// <summary>Null where one of them names no version.</summary>
    public (ReleaseVersion From, ReleaseVersion To)? Ends =>
        ReleaseTag.Parse(From) is { } from && ReleaseTag.Parse(To) is { } to ? (from.Version, to.Version) : null;

    /// <summary>Another core than both ends: a rebuild of either is no stop.</summary>
    public bool IsBetween(ReleaseVersion version) => Ends is var (from, to) && version.CompareCore(from) > 0 && version.CompareCore(to) < 0;
}

/// <summary>Tags to stop at, oldest first, the target last.</summary>
/// <param name="LeftOut">Stops that were too many.</param>
/// <param name="Unreachable">A waypoint without a tag: the way there is closed, as it must not be jumped over.</param>
internal sealed record Stops(IReadOnlyList<string> Tags, IReadOnlySet<string> Mandatory, int LeftOut, string? Unreachable)
{
    /// <summary>Why vendors want some of them.</summary>
    public IReadOnlyList<RiskReason> Reasons { get; init; } = [];

    /// <summary>To the target in one go, where nobody can tell which stops there are.</summary>
    public static Stops Straight(UpgradeRoute route) => new([route.To], new HashSet<string>(StringComparer.Ordinal) { route.To }, 0, null);
}

/// <summary>Chooses the versions that an upgrade stops at (DESIGN §6.2).</summary>
internal static class StopSelection
{
    /// <param name="tags">Of the registry; may be empty where <see cref="UpgradeRoute.NeedsTags"/> is false.</param>
    public static Stops Select(UpgradeRoute route, IReadOnlyList<string> tags)
    {
        var tagOf = Comparable(route, tags);
        var mandatory = new HashSet<string>(StringComparer.Ordinal) { route.To };
        foreach (var waypoint in route.WaypointsOnTheWay)
        {
            if (tagOf.Values.Where(t => waypoint.Holds(t.Version)).OrderBy(t => t.Version).Select(t => t.Tag).LastOrDefault() is not { } tag)
            {
                return new Stops([route.To], mandatory, 0, waypoint.Text);
            }

            mandatory.Add(tag);
        }

        List<VendorFinding> vendors = route.Ends is var (from, to) ? [.. route.Vendors.Select(v => VendorStopSelection.Find(v, from, to, tagOf.Values))] : [];
        if (vendors.Find(v => v.Unreachable is not null) is { } closed)
        {
            return new Stops([route.To], mandatory, 0, closed.Unreachable);
        }

        mandatory.UnionWith(vendors.SelectMany(v => v.Tags));

        var wanted = Candidates(route, tagOf).Where(c => route.Stepping == Stepping.Every || (route.Stepping == Stepping.Breaking && c.Breaking))
            .Select(c => c with { IsMandatory = mandatory.Contains(c.Tag) }).ToList();
        wanted.AddRange(mandatory.Where(m => wanted.All(w => w.Tag != m)).Select(m => new Stop(m, ReleaseTag.Parse(m)!.Version, Breaking: false, IsMandatory: true)));
        var kept = Bound(wanted, route.MaxSteps);
        return new Stops([.. kept.OrderBy(s => s.Version).Select(s => s.Tag)], mandatory, wanted.Count - kept.Count, null)
        {
            Reasons = [.. vendors.Select(v => v.Reason).OfType<RiskReason>()],
        };
    }

    /// <summary>The newest rebuild of each version on the way that has the shape of From.</summary>
    private static Dictionary<string, (string Tag, ReleaseVersion Version)> Comparable(UpgradeRoute route, IReadOnlyList<string> tags)
    {
        var tagOf = new Dictionary<string, (string Tag, ReleaseVersion Version)>(StringComparer.Ordinal);
        foreach (var tag in tags.Where(t => !TagComparison.IsPrerelease(t) && TagComparison.Compare(route.From, t) == TagOrder.Newer && TagComparison.Compare(route.To, t) == TagOrder.Older))
        {
            var version = ReleaseTag.Parse(tag)?.Version;
            if (version is not null && route.IsBetween(version)
                && (!tagOf.TryGetValue(version.Core, out var known) || TagComparison.Compare(known.Tag, tag) == TagOrder.Newer))
            {
                tagOf[version.Core] = (tag, version);
            }
        }

        return tagOf;
    }

    private static List<Stop> Candidates(UpgradeRoute route, Dictionary<string, (string Tag, ReleaseVersion Version)> tagOf)
    {
        var known = route.Releases.Count > 0
            ? route.Releases.Where(r => tagOf.ContainsKey(r.Version.Core)).Select(r => new Stop(tagOf[r.Version.Core].Tag, r.Version, r.Breaking, false))
                .GroupBy(s => s.Tag).Select(g => g.First() with { Breaking = g.Any(s => s.Breaking) })
            : tagOf.Values.Select(t => new Stop(t.Tag, t.Version, false, false));
        var major = ReleaseTag.Parse(route.From)?.Version.Major;
        var stops = new List<Stop>();
        foreach (var stop in known.OrderBy(s => s.Version))
        {
            // The first of a major version is breaking by its number.
            stops.Add(stop with { Breaking = stop.Breaking || stop.Version.Major != major });
            major = stop.Version.Major;
        }

        return stops;
    }

    /// <summary>Too many: what must be, then the last of each major version, then what warns, oldest first.</summary>
    private static List<Stop> Bound(List<Stop> wanted, int most)
    {
        if (wanted.Count <= most)
        {
            return wanted;
        }

        var lastOfMajor = wanted.GroupBy(s => s.Version.Major).Select(g => g.OrderBy(s => s.Version).Last()).ToHashSet();
        var ranked = wanted.Where(s => s.IsMandatory || s.Breaking || lastOfMajor.Contains(s))
            .OrderBy(s => s.IsMandatory ? 0 : lastOfMajor.Contains(s) ? 1 : 2).ThenBy(s => s.Version);
        return [.. ranked.Take(Math.Max(most, wanted.Count(s => s.IsMandatory)))];
    }

    private sealed record Stop(string Tag, ReleaseVersion Version, bool Breaking, bool IsMandatory);
}
