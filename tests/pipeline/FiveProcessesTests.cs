using System.Text.Json;
using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Pipeline;

/// <summary>
/// Each service a process of its own, with nothing in common but a broker. In one world, because five processes take their time to
/// start; scenario by scenario it is a long test, <see cref="MainRoadAsFiveProcesses"/>.
/// </summary>
[Trait("Length", "long")]
public sealed class FiveProcessesTests(AsFiveProcesses arrangement) : IClassFixture<AsFiveProcesses>
{
    [Fact]
    public async Task one_published_by_hand_one_with_a_backup_and_one_in_steps_succeed_and_a_bad_one_is_put_back()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("typed"), Fixtures.WithDatabase(), Fixtures.Stepping(), Fixtures.Web("broken")]);
        pipeline.World.Break("broken");
        var typed = pipeline.Service("typed");

        // Into the management page's "Publish message", no headers, no properties.
        await arrangement.Host.PublishByHandAsync("update-detected", JsonSerializer.Serialize(new { image = typed.Image, tag = typed.To }));
        foreach (var stack in (string[])["shop", "wiki", "broken"])
        {
            (await pipeline.ReportAsync(stack)).ShouldBe("accepted");
        }

        (await pipeline.OutcomeAsync("typed")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("broken")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("1.0.0");
        (await pipeline.SubjectsAsync()).Order(StringComparer.Ordinal).ShouldBe(
        [
            "Revert \"upgrade: broken 1.0.0 -> 1.1.0\"",
            "upgrade: broken 1.0.0 -> 1.1.0",
            "upgrade: shop 1.0.0 -> 1.1.0",
            "upgrade: typed 1.0.0 -> 1.1.0",
            "upgrade: wiki 2.0.0 -> 2.1.0",
            "upgrade: wiki 2.1.0 -> 2.2.0",
            "upgrade: wiki 2.2.0 -> 2.3.0",
        ]);
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem().State.ShouldBe("Complete");
        pipeline.Running("typed").ShouldBe(["ghcr.io/example/typed:1.1.0"]);
        pipeline.Running("broken").ShouldBe(["ghcr.io/example/broken:1.0.0"]);
        await pipeline.ToldAsync("`typed` upgraded");
        await pipeline.ToldAsync("`broken` rolled back");
    }
}
