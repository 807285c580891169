using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Pipeline;

/// <summary>A new version that has to migrate its data first takes its time.</summary>
public abstract class MigrationScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task a_long_migration_is_waited_for_and_told()
    {
        await using var pipeline = await MigratingAsync(TimeSpan.FromMinutes(25));

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.EventsAsync()).OfType<MigrationSeen>().ShouldHaveSingleItem().Line.ShouldBe("Running upgrade 3a1 -> 4b2");
        await pipeline.ToldAsync("is migrating");
    }

    [Fact]
    public async Task one_without_an_end_has_one_all_the_same()
    {
        await using var pipeline = await MigratingAsync(length: null);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("1.0.0");
    }

    private async Task<PipelineWorld> MigratingAsync(TimeSpan? length)
    {
        var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.Migrating(length, ["starting", "Running upgrade 3a1 -> 4b2"]));
        return pipeline;
    }
}

[Trait("Length", "long")]
public sealed class MigrationsInMemory() : MigrationScenarios(new InThisProcess());
