using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Pipeline;

/// <summary>Executor and verifier are killed at each point of a rollback that brings the data back: it comes back once, and never twice.</summary>
[Trait("Length", "long")]
public sealed class KilledRestoreTests
{
    [Theory]
    [InlineData("job pre-upgrade-")]
    [InlineData("database backed up")]
    [InlineData("pushed upgrade: shop")]
    [InlineData("change pushed")]
    [InlineData("`shop` failed*: `shop` `1.0.0` → `1.1.0`")]
    [InlineData("pushed Revert")]
    [InlineData("undo pushed")]
    [InlineData("`shop` failed*: `shop` `1.1.0` → `1.0.0`")]
    [InlineData("job restore-")]
    [InlineData("put back as in backup Job")]
    [InlineData("`shop` rolled back*")]
    public async Task the_data_is_put_back_once_wherever_they_are_killed(string point)
    {
        await using var served = await MigratingAsync();
        served.KillAt(point);
        await served.Pipeline.ReportAsync("shop");

        await served.Serve.ExitAsync();
        await served.StartAgainAsync();

        await CameBackAsync(served);
    }

    [Theory]
    [InlineData("pushed Revert")]
    [InlineData("job restore-")]
    [InlineData("put back as in backup Job")]
    public async Task the_data_is_put_back_once_though_the_executor_forgot_all(string point)
    {
        await using var served = await MigratingAsync();
        served.KillAt(point);
        await served.Pipeline.ReportAsync("shop");

        await served.LoseAsync("executor");

        await CameBackAsync(served);
    }

    /// <summary>The new version migrates and does not start then, and the old one does not know that schema.</summary>
    private static async Task<ServedPipeline> MigratingAsync()
    {
        var served = await ServedPipeline.StartAsync([Fixtures.WithDatabase() with { Restore = RestorePlan.WhenRollbackFails }]);
        served.Pipeline.World.Behave("shop", tag => tag == "1.1.0", new ImageBehaviour.MigratesDatabase(new ImageBehaviour.CrashLoop(1, ["fatal: no such column"])));
        return served;
    }

    private static async Task CameBackAsync(ServedPipeline served)
    {
        var outcome = (await served.Pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeRolledBack>();
        outcome.DatabaseRestored.ShouldBeTrue();
        served.Pipeline.Running("shop").ShouldBe(["ghcr.io/example/shop:1.0.0"]);
        (await served.Pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: shop 1.0.0 -> 1.1.0\"", "upgrade: shop 1.0.0 -> 1.1.0"]);
        var jobs = served.Pipeline.World.Cluster.Jobs;
        (jobs.Count(j => j.CronJob == "postgresql-backup"), jobs.Count(j => j.CronJob == "shop-restore")).ShouldBe((1, 1));
        outcome.Restored!.BackupJob.ShouldBe(jobs.Single(j => j.CronJob == "postgresql-backup").Name);
        (await served.OutcomesAsync("shop")).Count.ShouldBe(1);
    }
}
