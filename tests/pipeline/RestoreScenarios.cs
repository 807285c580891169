using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>A new version has moved the database on and fails: what comes back, and what is said where it cannot.</summary>
public abstract class RestoreScenarios(Arrangement arrangement)
{
    private static FixtureService Shop(string? policy, FixtureDatabase database = FixtureDatabase.SharedPostgreSql) =>
        Fixtures.WithDatabase() with { Restore = policy, Database = database };

    [Fact]
    public async Task when_the_old_version_cannot_read_the_new_schema_its_data_comes_back()
    {
        await using var pipeline = await MigratingAsync(Shop(RestorePlan.WhenRollbackFails));

        await pipeline.ReportAsync("shop");

        var outcome = (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeRolledBack>();
        outcome.DatabaseRestored.ShouldBeTrue();
        outcome.RunningVersion.ShouldBe("1.0.0");
        var (backup, restore) = Jobs(pipeline);
        outcome.Restored!.ShouldSatisfyAllConditions(
            r => (r.Job, r.BackupJob, r.Database).ShouldBe((restore.Name, backup.Name, "shop")),
            r => r.StartedAt.ShouldBeGreaterThan(r.BackupFinishedAt),
            r => r.FinishedAt.ShouldBeGreaterThan(r.StartedAt));
        pipeline.Running("shop").ShouldBe(["ghcr.io/example/shop:1.0.0"]);
        (await pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: shop 1.0.0 -> 1.1.0\"", "upgrade: shop 1.0.0 -> 1.1.0"]);
        await pipeline.ToldAsync("the database was restored");
    }

    [Fact]
    public async Task with_the_policy_always_the_data_comes_back_though_the_old_version_runs()
    {
        await using var pipeline = await arrangement.StartAsync([Shop(RestorePlan.Always, FixtureDatabase.OwnPostgreSql)]);
        pipeline.World.Behave("shop", tag => tag == "1.1.0", new ImageBehaviour.CrashLoop(1, ["fatal"]));

        await pipeline.ReportAsync("shop");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeRolledBack>().DatabaseRestored.ShouldBeTrue();
        (await pipeline.EventsAsync()).OfType<UpgradeFailed>().ShouldAllBe(f => f.Kind == StepKind.Upgrade);
        Jobs(pipeline).Restore.State.ShouldBe("Complete");
    }

    [Fact]
    public async Task a_rollback_that_works_by_itself_leaves_the_data_alone()
    {
        await using var pipeline = await arrangement.StartAsync([Shop(RestorePlan.WhenRollbackFails)]);
        pipeline.World.Behave("shop", tag => tag == "1.1.0", new ImageBehaviour.CrashLoop(1, ["fatal"]));

        await pipeline.ReportAsync("shop");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeRolledBack>().DatabaseRestored.ShouldBeFalse();
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem().CronJob.ShouldBe("postgresql-backup");
    }

    [Fact]
    public async Task a_restore_that_fails_is_not_repeated_and_people_learn_what_there_is()
    {
        await using var pipeline = await MigratingAsync(Shop(RestorePlan.WhenRollbackFails));
        pipeline.World.Cluster.Set("dbaas", "shop-restore", BackupJobOutcome.Fails);

        await pipeline.ReportAsync("shop");

        var critical = (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<RollbackFailed>();
        var (backup, restore) = Jobs(pipeline);
        critical.Reason.ShouldContain("its data could not be put back");
        critical.DatabaseState.ShouldContain($"restore Job dbaas/{restore.Name} of database shop failed");
        critical.DatabaseState.ShouldContain($"backup Job dbaas/{backup.Name} completed at");
        critical.Commands[0].ShouldStartWith($"kubectl -n dbaas logs job/{restore.Name}");
        await pipeline.ToldAsync("CRITICAL");
    }

    [Fact]
    public async Task without_a_restore_people_are_called_and_told_where_the_backup_is()
    {
        await using var pipeline = await MigratingAsync(Shop(policy: null));

        await pipeline.ReportAsync("shop");

        var critical = (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<RollbackFailed>();
        critical.DatabaseState.ShouldStartWith("not restored; backup Job dbaas/pre-upgrade-");
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task data_is_not_put_back_under_a_version_that_still_runs()
    {
        await using var pipeline = await MigratingAsync(Shop(RestorePlan.WhenRollbackFails));
        pipeline.World.Ci.Next("shop", CommitFate.Applied, CommitFate.Red);

        await pipeline.ReportAsync("shop");

        var critical = (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<RollbackFailed>();
        critical.Reason.ShouldContain("the cluster was not told to run the old version");
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem().CronJob.ShouldBe("postgresql-backup");
    }

    [Fact]
    public async Task a_restore_of_somebody_elses_database_is_refused_before_anything_is_done()
    {
        await using var pipeline = await MigratingAsync(Shop(RestorePlan.WhenRollbackFails));
        await pipeline.PrepareAsync(catalog => catalog["services"]!["shop"]!["restore"]!["database"] = "photos");

        await pipeline.ReportAsync("shop");

        (await pipeline.EventAsync<UpgradePlanned>()).ShouldSatisfyAllConditions(
            p => p.Restore.ShouldBeNull(), p => p.RestoreRefusal.ShouldBe("names database photos, and the stack's own is shop"));
        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<RollbackFailed>();
        pipeline.World.Cluster.Jobs.ShouldHaveSingleItem().CronJob.ShouldBe("postgresql-backup");
    }

    /// <summary>The new version migrates, and does not start then.</summary>
    private async Task<PipelineWorld> MigratingAsync(FixtureService service)
    {
        var pipeline = await arrangement.StartAsync([service]);
        pipeline.World.Behave(service.Stack, tag => tag == service.To, new ImageBehaviour.MigratesDatabase(new ImageBehaviour.CrashLoop(1, ["fatal: no such column"])));
        return pipeline;
    }

    private static (SeenJob Backup, SeenJob Restore) Jobs(PipelineWorld pipeline)
    {
        pipeline.World.Cluster.Jobs.Count.ShouldBe(2);
        return (pipeline.World.Cluster.Jobs.Single(j => j.CronJob == "postgresql-backup"), pipeline.World.Cluster.Jobs.Single(j => j.CronJob == "shop-restore"));
    }
}

public sealed class RestoresInMemory() : RestoreScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class RestoresOnRabbitMq(OnRabbitMq arrangement) : RestoreScenarios(arrangement), IClassFixture<OnRabbitMq>;

[Trait("Length", "long")]
public sealed class RestoresOnPostgres(OnPostgres arrangement) : RestoreScenarios(arrangement), IClassFixture<OnPostgres>;
