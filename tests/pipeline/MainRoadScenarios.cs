using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Pipeline;

/// <summary>The ways most upgrades go, seen from the outside.</summary>
public abstract class MainRoadScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task a_good_version_is_brought_all_the_way_and_only_its_characters_change()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()]);

        (await pipeline.ReportAsync("shop")).ShouldBe("accepted");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        var commit = (await pipeline.LogAsync()).ShouldHaveSingleItem();
        commit.Subject.ShouldBe("upgrade: shop 1.0.0 -> 1.1.0");
        commit.Files.ShouldBe(["stacks/shop/main.tf"]);
        commit.Body.ShouldContain("Risk: Safe");
        commit.Body.ShouldContain("Upgrade-Id: ");
        var job = pipeline.World.Cluster.Jobs.ShouldHaveSingleItem();
        (job.Namespace, job.CronJob, job.State).ShouldBe(("dbaas", "postgresql-backup", "Complete"));
        commit.Body.ShouldContain(job.Name);
        var (before, now) = await pipeline.TextAsync("shop");
        now.ShouldBe(before.Replace("shop:1.0.0\"", "shop:1.1.0\"", StringComparison.Ordinal));
        pipeline.Running("shop").ShouldBe(["ghcr.io/example/shop:1.1.0"]);
        await pipeline.ToldAsync("`shop` upgraded");
    }

    [Fact]
    public async Task a_bad_version_is_undone_and_the_old_one_verified()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Break("web");

        await pipeline.ReportAsync("web");

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>();
        (outcome.FailedVersion, outcome.RunningVersion, outcome.Cause).ShouldBe(("1.1.0", "1.0.0", FailureCause.Version));
        (await pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: web 1.0.0 -> 1.1.0\"", "upgrade: web 1.0.0 -> 1.1.0"]);
        var (before, now) = await pipeline.TextAsync("web");
        now.ShouldBe(before);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.0.0"]);
        await pipeline.ToldAsync("is not tried again");
    }

    [Fact]
    public async Task a_careful_upgrade_stops_at_each_release_in_order()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Stepping()]);

        await pipeline.ReportAsync("wiki");

        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: wiki 2.0.0 -> 2.1.0", "upgrade: wiki 2.1.0 -> 2.2.0", "upgrade: wiki 2.2.0 -> 2.3.0"]);
        (await pipeline.EventAsync<UpgradePlanned>()).Risk.ShouldBe(Risk.Caution);
        await pipeline.ToldAsync("`wiki` upgraded");
    }
}

public sealed class MainRoadInMemory() : MainRoadScenarios(new InThisProcess());

public sealed class MainRoadOnRabbitMq(OnRabbitMq arrangement) : MainRoadScenarios(arrangement), IClassFixture<OnRabbitMq>;

public sealed class MainRoadOnPostgres(OnPostgres arrangement) : MainRoadScenarios(arrangement), IClassFixture<OnPostgres>;

[Trait("Length", "long")]
public sealed class MainRoadAsFiveProcesses(AsFiveProcesses arrangement) : MainRoadScenarios(arrangement), IClassFixture<AsFiveProcesses>;
