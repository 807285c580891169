using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor;

public abstract class RestoreJobScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private static readonly CronJobSpec Backup = new() { Namespace = "dbaas", Name = "postgresql-backup" };
    private static readonly CronJobSpec RestoreOfWeb = new() { Namespace = "dbaas", Name = "web-restore", IsSuspended = true, Restores = "web", Database = "web" };

    [Fact]
    public async Task the_job_is_told_which_backup_step_and_database()
    {
        await using var world = await StartAsync("web");
        var plan = await PlanAsync(world, "web", "1.0", "1.1");
        var undo = await UndoneAsync(world, plan);

        await world.DeliverAsync(UndoFailed(undo));
        var applied = await world.NextAsync<UpgradeApplied>(1, e => e.Kind == StepKind.Restore, timePasses: true);

        var backup = world.Cluster.Jobs.Single(j => j.CronJob == "postgresql-backup");
        var restore = world.Cluster.Jobs.Single(j => j.CronJob == "web-restore");
        world.Cluster.EnvironmentOf("dbaas", restore.Name).ShouldBe(
            new Dictionary<string, string>
            {
                ["UPGRADES_BACKUP_JOB"] = backup.Name,
                ["UPGRADES_BACKUP_FINISHED_AT"] = applied.Restored!.BackupFinishedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["UPGRADES_STEP"] = $"{plan.UpgradeId}/1",
                ["UPGRADES_DATABASE"] = "web",
            },
            ignoreOrder: true);
        world.Cluster.EnvironmentOf("dbaas", backup.Name).ShouldBe(new Dictionary<string, string> { ["UPGRADES_STEP"] = $"{plan.UpgradeId}/1", ["UPGRADES_DATABASE"] = "web" }, ignoreOrder: true);
        applied.ShouldSatisfyAllConditions(
            a => (a.CommitSha, a.Step).ShouldBe((undo.CommitSha, 1)), a => (a.Restored!.Job, a.Restored.BackupJob).ShouldBe((restore.Name, backup.Name)));
        restore.Name.ShouldStartWith("restore-web-");
    }

    [Fact]
    public async Task each_step_has_a_backup_of_its_own()
    {
        await using var world = await StartAsync("web");
        var plan = await PlanAsync(world, "web", "1.0", "1.1", "1.2");
        await world.SucceedAsync(await AppliedAsync(world, plan));
        await world.NextAsync<UpgradeApplied>(2, timePasses: true);

        world.Cluster.Jobs.Count(j => j.CronJob == "postgresql-backup").ShouldBe(2);
        (await world.PublishedAsync<BackupCompleted>()).Select(b => b.Job).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task while_data_is_put_back_nobody_else_begins_anything_on_the_instance()
    {
        await using var world = await StartAsync("web", "other");
        world.Cluster.Add(RestoreOfWeb with { Duration = TimeSpan.FromMinutes(20) });
        var undo = await UndoneAsync(world, await PlanAsync(world, "web", "1.0", "1.1"));
        await world.DeliverAsync(UndoFailed(undo));
        await Eventually.TrueAsync(() => Task.FromResult(world.Cluster.Jobs.Any(j => j.CronJob == "web-restore")), "the restore has begun");

        var other = (await PlanAsync(world, "other", "1.0", "1.1")) with { Restore = null };
        await world.DeliverAsync(other);
        await world.BaselineAsync(other);
        (await world.RowAsync(other, r => r.Reason.StartsWith("waits until restore Job dbaas/restore-web-", StringComparison.Ordinal), timePasses: true)).State.ShouldBe("backing-up");
        (await world.PublishedAsync<UpgradeApplied>()).ShouldNotContain(a => a.Stack == "other");

        await world.NextAsync<UpgradeApplied>(1, e => e.Kind == StepKind.Restore, timePasses: true);
        await world.NextAsync<UpgradeApplied>(1, e => e.Stack == "other", timePasses: true);
    }

    [Fact]
    public async Task a_restore_waits_for_a_backup_that_runs_on_the_instance()
    {
        await using var world = await StartAsync("web", "other");
        var undo = await UndoneAsync(world, await PlanAsync(world, "web", "1.0", "1.1"));
        world.Cluster.Add(Backup with { Duration = TimeSpan.FromMinutes(5) });
        var other = (await PlanAsync(world, "other", "1.0", "1.1")) with { Restore = null };
        world.Time.Advance(TimeSpan.FromMinutes(20));
        await world.DeliverAsync(other);
        await world.BaselineAsync(other);
        await world.RowAsync(other, r => r.BackupId is not null);

        await world.DeliverAsync(UndoFailed(undo));

        await world.NextAsync<UpgradeApplied>(1, e => e.Kind == StepKind.Restore, timePasses: true);
        var (backups, restores) = (await world.PublishedAsync<BackupCompleted>(), world.Cluster.Jobs.Where(j => j.CronJob == "web-restore"));
        backups.ShouldContain(b => b.Stack == "other");
        restores.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_verdict_that_comes_again_puts_nothing_back_again()
    {
        await using var world = await StartAsync("web");
        var plan = await PlanAsync(world, "web", "1.0", "1.1");
        var undo = await UndoneAsync(world, plan);
        await world.DeliverAsync(UndoFailed(undo));
        await world.DeliverAsync(UndoFailed(undo));
        var applied = await world.NextAsync<UpgradeApplied>(1, e => e.Kind == StepKind.Restore, timePasses: true);

        await world.DeliverAsync(UndoFailed(undo));
        await world.DeliverAsync(UndoFailed(applied));

        var critical = await world.NextAsync<RollbackFailed>();
        critical.DatabaseState.ShouldStartWith("database web was restored by Job dbaas/restore-web-");
        critical.Reason.ShouldContain("with its data put back");
        world.Cluster.Jobs.Count(j => j.CronJob == "web-restore").ShouldBe(1);
    }

    [Fact]
    public async Task killed_while_data_is_put_back_it_finds_its_job_again()
    {
        await using var world = await StartAsync("web");
        var plan = await PlanAsync(world, "web", "1.0", "1.1");
        await world.DeliverAsync(UndoFailed(await UndoneAsync(world, plan)));
        await Eventually.TrueAsync(() => Task.FromResult(world.Cluster.Jobs.Any(j => j.CronJob == "web-restore")), "the restore has begun");

        await world.StopServiceAsync();
        await world.StartServiceAsync();

        await world.NextAsync<UpgradeApplied>(1, e => e.Kind == StepKind.Restore, timePasses: true);
        world.Cluster.Jobs.Count(j => j.CronJob == "web-restore").ShouldBe(1);
    }

    [Fact]
    public async Task without_its_cron_job_nothing_is_touched_and_people_are_told_what_to_fix()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        world.Cluster.Add(Backup);
        var plan = await PlanAsync(world, "web", "1.0", "1.1");

        await world.DeliverAsync(UndoFailed(await UndoneAsync(world, plan)));

        var critical = await world.NextAsync<RollbackFailed>(timePasses: true);
        critical.DatabaseState.ShouldStartWith("not restored: there is no CronJob dbaas/web-restore");
        critical.GitState.ShouldStartWith("the branch holds 1.0 again");
    }

    private async Task<ExecutorWorld> StartAsync(params string[] stacks)
    {
        var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), stacks);
        world.Cluster.Add(Backup);
        world.Cluster.Add(RestoreOfWeb);
        return world;
    }

    private static async Task<UpgradePlanned> PlanAsync(ExecutorWorld world, string stack, params string[] versions) =>
        Plans.At(stack, await world.HeadAsync(), versions) with { Backup = Plans.SharedBackup with { Database = stack }, Restore = Plans.Restore with { Database = stack } };

    private static async Task<UpgradeApplied> AppliedAsync(ExecutorWorld world, UpgradePlanned plan)
    {
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        return await world.NextAsync<UpgradeApplied>(1, e => e.UpgradeId == plan.UpgradeId, timePasses: true);
    }

    /// <summary>Applied, failed, undone; the verifier has yet to look at the undo.</summary>
    private static async Task<UpgradeApplied> UndoneAsync(ExecutorWorld world, UpgradePlanned plan)
    {
        await world.DeliverAsync(Plans.Failed(await AppliedAsync(world, plan)));
        return await world.NextAsync<UpgradeApplied>(1, e => e.UpgradeId == plan.UpgradeId && e.Kind == StepKind.Rollback);
    }

    private static UpgradeFailed UndoFailed(UpgradeApplied applied) => Plans.Failed(applied) with { InPlace = true };
}

public sealed class RestoreTests() : RestoreJobScenarios(null);

[Trait("Length", "long")]
public sealed class RestoreOnPostgresTests(PostgresServer postgres) : RestoreJobScenarios(postgres);
