namespace Upgrades.Tests.Analyzer.Outside;

public sealed class KeptInStoreTests
{
    [Fact]
    public async Task the_service_keeps_what_github_said_in_its_store()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(PlanLoopTests.FurnishShlink, ("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\"")));

        await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1");

        // The repository, and its releases.
        (await analyzer.CountAsync("answers")).ShouldBe(2);
    }
}
