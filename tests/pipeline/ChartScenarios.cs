using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Pipeline;

/// <summary>An image that a chart brings, from DIUN's word to the chart's version in the cluster.</summary>
public abstract class ChartScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task the_chart_that_brings_the_image_is_committed_and_proven()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Charted()]);

        (await pipeline.ReportAsync("charted")).ShouldBe("accepted");

        (await pipeline.OutcomeAsync("charted")).ShouldBeOfType<UpgradeSucceeded>().Charts.ShouldHaveSingleItem().To.ShouldBe("1.1.0");
        (await pipeline.LogAsync()).ShouldHaveSingleItem().Subject.ShouldBe("upgrade: charted 1.0.0 -> 1.1.0");
        var (before, now) = await pipeline.TextAsync("charted");
        now.ShouldBe(before.Replace("version    = \"1.0.0\"", "version    = \"1.1.0\"", StringComparison.Ordinal));
        pipeline.Running("charted").ShouldBe(["ghcr.io/example/charted:4.1.0"]);
        await pipeline.ToldAsync("`charted` upgraded");
    }

    [Fact]
    public async Task a_chart_whose_application_fails_is_put_back()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Charted()]);
        pipeline.World.Break("charted");

        await pipeline.ReportAsync("charted");

        (await pipeline.OutcomeAsync("charted")).ShouldBeOfType<UpgradeRolledBack>().FailedVersion.ShouldBe("1.1.0");
        pipeline.Running("charted").ShouldBe(["ghcr.io/example/charted:4.0.0"]);
    }
}

public sealed class ChartsInMemory() : ChartScenarios(new InThisProcess());
