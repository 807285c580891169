using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>Small services for one scenario each.</summary>
internal static class Fixtures
{
    /// <summary>Its notes are harmless: Safe.</summary>
    public static FixtureService Web(string stack = "web", string from = "1.0.0", string to = "1.1.0") => new()
    {
        Stack = stack,
        From = from,
        To = to,
        Containers = [new FixtureContainer(stack, $"ghcr.io/example/{stack}")],
        Source = $"example/{stack}",
        Releases = [new ReleaseSpec($"v{from}", "First."), new ReleaseSpec($"v{to}", "### Fixed\r\n- The list is sorted again\r\n")],
    };

    /// <summary>Three releases on the way, the second breaking: Caution, three steps.</summary>
    public static FixtureService Stepping(string stack = "wiki") => new()
    {
        Stack = stack,
        From = "2.0.0",
        To = "2.3.0",
        Containers = [new FixtureContainer(stack, $"ghcr.io/example/{stack}")],
        Source = $"example/{stack}",
        Releases =
        [
            new ReleaseSpec("v2.0.0", "First."),
            new ReleaseSpec("v2.1.0", "- Faster"),
            new ReleaseSpec("v2.2.0", "## Breaking changes\r\n- The option `WIKI_ROOT` has a new default\r\n"),
            new ReleaseSpec("v2.3.0", "- Fixes"),
        ],
        OtherTags = ["2.1.0", "2.2.0"],
    };

    /// <summary>On the shared PostgreSQL.</summary>
    public static FixtureService WithDatabase(string stack = "shop") => Web(stack) with { Database = FixtureDatabase.SharedPostgreSql };

    /// <summary>A chart brings it, and its version stands in no text; a chart version lies on the way that brings nothing new.</summary>
    public static FixtureService Charted(string stack = "charted") => Web(stack, "4.0.0", "4.1.0") with
    {
        Place = VersionPlace.Chart,
        Charts = [new ChartSpec("1.0.0", "4.0.0", "- First"), new ChartSpec("1.0.1", "4.0.0", "- A value"), new ChartSpec("1.1.0", "4.1.0", "- A value")],
    };
}
