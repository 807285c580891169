using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Pipeline;

/// <summary>All five services on one PostgreSQL, each in its schema.</summary>
public sealed class PostgresTests(PostgresServer postgres)
{
    [Fact]
    public async Task a_good_version_is_brought_all_the_way_with_a_backup()
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.WithDatabase()], ("State:Postgres", await postgres.CreateDatabaseAsync()));

        (await pipeline.ReportAsync("shop")).ShouldBe("accepted");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: shop 1.0.0 -> 1.1.0"]);
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem().State.ShouldBe("Complete");
        pipeline.Running("shop").ShouldBe(["ghcr.io/example/shop:1.1.0"]);
        await pipeline.ToldAsync("`shop` upgraded");
    }

    [Fact]
    public async Task a_careful_upgrade_stops_at_each_release_in_order()
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Stepping()], ("State:Postgres", await postgres.CreateDatabaseAsync()));

        await pipeline.ReportAsync("wiki");

        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: wiki 2.0.0 -> 2.1.0", "upgrade: wiki 2.1.0 -> 2.2.0", "upgrade: wiki 2.2.0 -> 2.3.0"]);
    }

    [Fact]
    public async Task a_failure_at_the_second_step_goes_back_to_the_first()
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Stepping()], ("State:Postgres", await postgres.CreateDatabaseAsync()));
        pipeline.World.Behave("wiki", tag => tag == "2.2.0", new ImageBehaviour.CrashLoop(3, ["no such table: pages"]));

        await pipeline.ReportAsync("wiki");

        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("2.1.0");
        (await pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: wiki 2.0.0 -> 2.1.0", "upgrade: wiki 2.1.0 -> 2.2.0", "Revert \"upgrade: wiki 2.1.0 -> 2.2.0\""]);
        pipeline.Running("wiki").ShouldBe(["ghcr.io/example/wiki:2.1.0"]);
    }
}
