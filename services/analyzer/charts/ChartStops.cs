using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Steps;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// Which chart versions an upgrade stops at: <see cref="StopSelection"/> over the versions that the repository has. A waypoint is a version of the
/// application where the way passes it, else one of the chart: vendors write theirs for the application.
/// </summary>
internal static class ChartStops
{
    /// <returns>Stops as the repository spells them, the target last.</returns>
    public static Stops Select(ChartWay way, ChartNotes notes, RiskAssessment risk, ServiceSettings service, int maxSteps)
    {
        var (waypoints, closed) = Waypoints(way, service.Waypoints);
        var route = new UpgradeRoute
        {
            From = AsTag(way.From),
            To = AsTag(way.To),
            Stepping = service.Stepping ?? (risk.Risk == Risk.Caution ? Stepping.Every : Stepping.Direct),
            Waypoints = [.. waypoints.Select(AsTag)],
            MaxSteps = maxSteps,
            Releases = Releases(way, notes, risk),
        };
        if (closed is not null)
        {
            return Stops.Straight(route) with { Unreachable = closed };
        }

        // Prereleases are out already where the target is none.
        var spelled = way.Entries.DistinctBy(e => AsTag(e.Version)).ToDictionary(e => AsTag(e.Version), e => e.Version, StringComparer.Ordinal);
        var stops = StopSelection.Select(route, [.. spelled.Keys]);
        return stops with { Tags = [.. stops.Tags.Select(t => spelled[t])], Mandatory = stops.Mandatory.Select(t => spelled.GetValueOrDefault(t, t)).ToHashSet(StringComparer.Ordinal) };
    }

    /// <summary>A chart version warns when its own notes do, or those of a version of the application that comes with it.</summary>
    private static List<(ReleaseVersion Version, bool Breaking)> Releases(ChartWay way, ChartNotes notes, RiskAssessment risk)
    {
        var charts = notes.Chart.Notes.Notes.Where(n => risk.Breaking.Contains(n.Name)).ToList();
        var applications = notes.Application.Notes.Notes.Where(n => risk.Breaking.Contains(n.Name)).ToList();
        List<(ReleaseVersion, bool)> releases = [];
        var brought = ReleaseTag.Parse(way.Start?.AppVersion)?.Version;
        foreach (var entry in way.Entries)
        {
            var brings = ReleaseTag.Parse(entry.AppVersion)?.Version;
            var warns = brings is not null && applications.Exists(n => n.Version.CompareTo(brings) <= 0 && (brought is null || n.Version.CompareTo(brought) > 0));
            if (ReleaseTag.Parse(entry.Version)?.Version is { } version)
            {
                releases.Add((version, warns || charts.Exists(n => n.Version.CompareTo(version) == 0)));
            }

            brought = brings ?? brought;
        }

        return releases;
    }

    /// <returns>Chart versions that must be stopped at; or the waypoint that no version of the chart brings.</returns>
    private static (IReadOnlyList<string> Versions, string? Closed) Waypoints(ChartWay way, IReadOnlyList<string> written)
    {
        List<string> versions = [];
        foreach (var waypoint in written)
        {
            var version = ReleaseTag.Parse(waypoint)?.Version;
            if (version is null || way.Applications is not { } ends || version.CompareCore(ends.From.Version) <= 0 || version.CompareCore(ends.To.Version) >= 0)
            {
                versions.Add(waypoint);
            }
            else if (way.Entries.FirstOrDefault(e => ReleaseTag.Parse(e.AppVersion) is { } brings && brings.Version.CompareCore(version) == 0) is { } entry)
            {
                versions.Add(entry.Version);
            }
            else
            {
                return ([], waypoint);
            }
        }

        return (versions, null);
    }

    private static string AsTag(string version) => version.Replace('+', '_');
}
