using Upgrades.Contracts.Events;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Sources;

/// <summary>The service keeps in its store where sources were found.</summary>
public abstract class SourceRowsScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    [Fact]
    public async Task the_second_version_of_an_image_makes_no_guesses_and_the_plan_names_the_source()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, Furnish, ("stacks/app/main.tf", Infra.Deployment("app", "\"o/app-server:1.0.0\"")));
        await analyzer.AnalyzeAsync("o/app-server", "1.1.0");
        var before = analyzer.Outside.GitHub.Requests.Count;

        await analyzer.AnalyzeAsync("o/app-server", "1.2.0");

        analyzer.Outside.GitHub.Requests.Take(before).ShouldContain("GET /repos/o/app-server");
        analyzer.Outside.GitHub.Requests.Skip(before).ShouldNotContain("GET /repos/o/app-server");
        var sources = (await analyzer.PublishedAsync<UpgradePlanned>()).Select(p => p.Sources.ShouldHaveSingleItem()).ToList();
        sources.Count.ShouldBe(2);
        sources.ShouldAllBe(s => s.Repository == "o/motor" && s.Of == "docker.io/o/app-server" && s.Url == "https://github.com/o/motor");
        sources[0].Why.ShouldBe("the name on docker.io without -server; it was o/app before; there is no o/app-server (the name on docker.io)");
        sources[1].Why.ShouldBe(sources[0].Why);
    }

    private static void Furnish(OutsideWorld world)
    {
        world.Registry.AddImage("o/app-server", ["1.0.0", "1.1.0", "1.2.0"]);
        world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "Zero"), new ReleaseSpec("v1.1.0", "One"), new ReleaseSpec("v1.2.0", "Two")]);
        world.GitHub.Rename("o/app", "o/motor");
    }
}

public sealed class SourceRowsTests() : SourceRowsScenarios(null);

[Trait("Length", "long")]
public sealed class SourceRowsOnPostgresTests(PostgresServer postgres) : SourceRowsScenarios(postgres);
