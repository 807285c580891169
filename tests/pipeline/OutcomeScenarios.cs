using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Pipeline;

/// <summary>The rarer ways an upgrade can end, seen from the outside.</summary>
public abstract class OutcomeScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task without_a_backup_the_repository_is_not_touched()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()]);
        pipeline.World.Cluster.Set("dbaas", "postgresql-backup", BackupJobOutcome.Fails);

        await pipeline.ReportAsync("shop");

        var outcome = (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeAborted>();
        outcome.Stage.ShouldBe(AbortStage.Backup);
        (await pipeline.LogAsync()).ShouldBeEmpty();
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem().State.ShouldBe("Failed");
        pipeline.World.Woodpecker.Pipelines.ShouldBeEmpty();
        pipeline.Running("shop").ShouldBe(["ghcr.io/example/shop:1.0.0"]);
        await pipeline.ToldAsync("not upgraded");
    }

    [Fact]
    public async Task a_failure_at_the_second_step_goes_back_to_the_first()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Stepping()]);
        pipeline.World.Behave("wiki", tag => tag == "2.2.0", new ImageBehaviour.CrashLoop(3, ["no such table: pages"]));

        await pipeline.ReportAsync("wiki");

        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("2.1.0");
        (await pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: wiki 2.0.0 -> 2.1.0", "upgrade: wiki 2.1.0 -> 2.2.0", "Revert \"upgrade: wiki 2.1.0 -> 2.2.0\""]);
        pipeline.Running("wiki").ShouldBe(["ghcr.io/example/wiki:2.1.0"]);
        await pipeline.ToldAsync("step 1 of 3 is good");
        await pipeline.ToldAsync("`2.2.0` did not work, `2.1.0` runs again");
    }

    [Fact]
    public async Task a_version_nobody_describes_is_unknown_and_says_so()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web() with { Source = null }]);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.EventAsync<UpgradePlanned>()).Risk.ShouldBe(Risk.Unknown);
        (await pipeline.LogAsync()).Single().Body.ShouldContain("Risk: Unknown");
        await pipeline.ToldAsync("risk Unknown");
    }

    [Fact]
    public async Task an_image_that_two_stacks_use_is_upgraded_in_each()
    {
        var one = Fixtures.Web("one");
        await using var pipeline = await arrangement.StartAsync([one, one with { Stack = "two" }]);

        await pipeline.ReportAsync("one");

        (await pipeline.OutcomeAsync("one")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("two")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).Order().ShouldBe(["upgrade: one 1.0.0 -> 1.1.0", "upgrade: two 1.0.0 -> 1.1.0"]);
        (await pipeline.EventAsync<UpdateAnalyzed>()).UpgradeIds.Count.ShouldBe(2);
        await pipeline.ToldAsync("`two` upgraded");
    }
}

public sealed class OutcomesInMemory() : OutcomeScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class OutcomesOnRabbitMq(OnRabbitMq arrangement) : OutcomeScenarios(arrangement), IClassFixture<OnRabbitMq>;

[Trait("Length", "long")]
public sealed class OutcomesOnPostgres(OnPostgres arrangement) : OutcomeScenarios(arrangement), IClassFixture<OnPostgres>;
