using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Steps;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Steps;

public sealed class StopSelectionTests
{
    [Theory]
    // Every release whose image is there, the target last.
    [InlineData("4.3.4", "5.0.2", Stepping.Every, "v4.4.0 v4.4.1 v5.0.0 v5.0.2", "4.4.0 4.4.1 5.0.0 5.0.2", "4.4.0 4.4.1 5.0.0 5.0.2")]
    [InlineData("4.3.4", "5.0.2", Stepping.Every, "v4.4.0 v4.4.1 v5.0.0 v5.0.2", "4.4.0 5.0.2", "4.4.0 5.0.2")]
    [InlineData("4.3.4", "5.0.2", Stepping.Every, "v4.4.0 v5.0.2", "4.4.0-alpine v4.4.0 4.4 5.0.2", "5.0.2")]
    // A packaging revision: the highest of each version.
    [InlineData("4.6.3-r1", "4.10.0-r1", Stepping.Every, "4.7.0 docker/4.8.0-r0 4.10.0", "4.6.3-r2 4.7.0-r0 4.7.0-r1 4.7.0-r10 4.8.0-r0 4.10.0-r0 4.10.0-r1", "4.7.0-r10 4.8.0-r0 4.10.0-r1")]
    // Without releases the registry's tags are the way, prereleases left out.
    [InlineData("1.0.0", "1.3.0", Stepping.Every, "", "0.9.0 1.0.0 1.1.0 1.2.0-rc.1 1.2.0 1.3.0 1.4.0 latest", "1.1.0 1.2.0 1.3.0")]
    [InlineData("1.0.0", "1.3.0", Stepping.Direct, "v1.1.0 v1.2.0 v1.3.0", "1.1.0 1.2.0 1.3.0", "1.3.0")]
    // Breaking ones, and the first of a new major version.
    [InlineData("1.0.0", "2.2.0", Stepping.Breaking, "v1.1.0 v1.2.0! v2.0.0 v2.1.0 v2.2.0", "1.1.0 1.2.0 2.0.0 2.1.0 2.2.0", "1.2.0 2.0.0 2.2.0")]
    // The image's versions have two parts where git's have three.
    [InlineData("1.0", "1.3", Stepping.Every, "v1.1.0 v1.2.0 v1.3.0", "1.1 1.2 1.3", "1.1 1.2 1.3")]
    [InlineData("1.0.0-r1", "1.0.0-r4", Stepping.Every, "", "1.0.0-r2 1.0.0-r3 1.0.0-r4", "1.0.0-r4")]
    public void an_upgrade_stops_where_it_should(string from, string to, Stepping stepping, string releases, string tags, string expected) =>
        string.Join(' ', StopSelection.Select(Way(from, to, stepping, releases), tags.Split(' ')).Tags).ShouldBe(expected);

    [Fact]
    public void too_many_stops_are_cut_to_the_last_of_each_major_the_breaking_ones_and_the_target()
    {
        var route = Way("1.0.0", "3.1.0", Stepping.Every, "v1.1.0 v1.2.0! v1.3.0 v1.9.0 v2.0.0 v2.1.0 v2.9.0 v3.0.0 v3.1.0") with { MaxSteps = 5 };

        var stops = StopSelection.Select(route, "1.1.0 1.2.0 1.3.0 1.9.0 2.0.0 2.1.0 2.9.0 3.0.0 3.1.0".Split(' '));

        stops.Tags.ShouldBe(["1.2.0", "1.9.0", "2.0.0", "2.9.0", "3.1.0"]);
        stops.LeftOut.ShouldBe(4);
    }

    [Fact]
    public void one_step_is_the_target() =>
        StopSelection.Select(Way("1.0.0", "2.0.0", Stepping.Every, "v1.1.0! v2.0.0") with { MaxSteps = 1 }, ["1.1.0", "2.0.0"]).Tags.ShouldBe(["2.0.0"]);

    [Fact]
    public void waypoints_are_stopped_at_whatever_the_stepping()
    {
        var stops = StopSelection.Select(
            Way("v1.125.0", "v1.151.0", Stepping.Direct, "") with { Waypoints = ["1.130.0", "v1.120.0", "v1.151.0", "v2.0.0"], MaxSteps = 1 }, ["v1.129.0", "v1.130.0", "v1.151.0"]);

        stops.Tags.ShouldBe(["v1.130.0", "v1.151.0"]);
        stops.Mandatory.ShouldBe(["v1.130.0", "v1.151.0"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("1.130", "v1.130.3")]
    [InlineData("v1.130.1", "v1.130.1")]
    [InlineData("1.129", "")]
    [InlineData("1.151", "")]
    public void a_waypoint_of_fewer_numbers_is_the_newest_of_its_kind(string waypoint, string expected)
    {
        var stops = StopSelection.Select(
            Way("v1.129.1", "v1.151.2", Stepping.Direct, "") with { Waypoints = [waypoint] }, ["v1.129.2", "v1.130.1", "v1.130.3", "v1.130.2", "v1.130.3-rc.1", "v1.151.1", "v1.151.2"]);

        string.Join(' ', stops.Tags).ShouldBe($"{expected} v1.151.2".Trim());
    }

    [Fact]
    public void a_waypoint_without_an_image_closes_the_way() =>
        StopSelection.Select(Way("1.0.0", "2.0.0", Stepping.Direct, "") with { Waypoints = ["1.5.0"] }, ["2.0.0"]).Unreachable.ShouldBe("1.5.0");

    [Theory]
    [InlineData(Stepping.Every, "", true)]
    [InlineData(Stepping.Breaking, "", true)]
    [InlineData(Stepping.Direct, "", false)]
    [InlineData(Stepping.Direct, "1.5.0", true)]
    [InlineData(Stepping.Direct, "2.0.0", false)]
    public void tags_are_listed_only_where_a_stop_may_be(Stepping stepping, string waypoint, bool needed) =>
        (Way("1.0.0", "2.0.0", stepping, "") with { Waypoints = [waypoint] }).NeedsTags.ShouldBe(needed);

    /// <param name="releases">A release with an exclamation mark warns.</param>
    private static UpgradeRoute Way(string from, string to, Stepping stepping, string releases) => new()
    {
        From = from,
        To = to,
        Stepping = stepping,
        MaxSteps = 10,
        Releases = [.. releases.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(r => (ReleaseTag.Parse(r.TrimEnd('!'))!.Version, r.EndsWith('!')))],
    };
}
