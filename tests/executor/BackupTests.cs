using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor;

public abstract class BackupScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private static readonly CronJobSpec Shared = new() { Namespace = "dbaas", Name = "postgresql-backup", JobLabels = new Dictionary<string, string> { ["app"] = "postgresql" } };

    [Fact]
    public async Task nothing_is_pushed_before_the_backup_is_complete()
    {
        await using var world = await StartAsync(Shared, "web");
        var head = await world.HeadAsync();
        var plan = Plans.At("web", head, "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        var waiting = await world.RowAsync(plan, r => r.BackupId is not null);
        (await world.HeadAsync()).ShouldBe(head);
        var completed = await world.NextAsync<BackupCompleted>(timePasses: true);

        var applied = await world.NextAsync<UpgradeApplied>();
        var job = world.Cluster.Jobs.ShouldHaveSingleItem();
        completed.ShouldSatisfyAllConditions(
            e => (e.Namespace, e.Job).ShouldBe(("dbaas", job.Name)), e => e.Duration.ShouldBe(TimeSpan.FromSeconds(20)), e => e.SharedWith.ShouldBeEmpty());
        waiting.Reason.ShouldBe($"waits for backup Job dbaas/{job.Name}");
        job.ShouldSatisfyAllConditions(
            j => j.CronJob.ShouldBe("postgresql-backup"),
            j => j.Name.ShouldStartWith("pre-upgrade-postgresql-backup-"),
            j => j.Labels["upgrades/upgrade-id"].ShouldBe(plan.UpgradeId.ToString()),
            j => j.Labels["app.kubernetes.io/managed-by"].ShouldBe("upgrades"),
            j => j.Labels["app"].ShouldBe("postgresql"));
        (await world.LogAsync())[0].ShouldSatisfyAllConditions(l => l.Sha.ShouldBe(applied.CommitSha), l => l.Body.ShouldContain($"DB backup: yes (job: dbaas/{job.Name})"));
    }

    [Fact]
    public async Task a_failed_backup_aborts_and_leaves_the_repository_alone()
    {
        await using var world = await StartAsync(Shared with { Outcome = BackupJobOutcome.Fails, LogLines = ["dumping", "FATAL: password=hunter2 was refused"] }, "web");
        var head = await world.HeadAsync();
        var plan = Plans.At("web", head, "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        var aborted = await world.NextAsync<UpgradeAborted>(timePasses: true);

        aborted.ShouldSatisfyAllConditions(
            e => (e.Stage, e.Cause, e.VersionInGit).ShouldBe((AbortStage.Backup, FailureCause.Unknown, "1.0")),
            e => e.Reason.ShouldContain("BackoffLimitExceeded"),
            e => e.Reason.ShouldContain("FATAL: password=*** was refused"),
            e => e.Reason.ShouldNotContain("hunter2"));
        (await world.HeadAsync()).ShouldBe(head);
        (await world.RowAsync(plan)).Outcome.ShouldBe("aborted");
    }

    [Fact]
    public async Task one_backup_of_a_shared_instance_serves_all_who_wait_and_the_next_for_ten_minutes()
    {
        await using var world = await StartAsync(Shared, "a", "b", "c", "d");
        var head = await world.HeadAsync();
        var plans = new[] { "a", "b", "c", "d" }.Select(s => Plans.At(s, head, "1.0", "1.1") with { Backup = Plans.SharedBackup, Revision = 0 }).ToList();
        foreach (var plan in plans.Take(2))
        {
            await world.DeliverAsync(plan);
            await world.BaselineAsync(plan);
            await world.RowAsync(plan, r => r.BackupId is not null);
        }

        await world.NextAsync<BackupCompleted>(2, timePasses: true);
        (await world.PublishedAsync<BackupCompleted>()).Select(e => (e.UpgradeId, Other: e.SharedWith.Single()))
            .ShouldBe([(plans[0].UpgradeId, plans[1].UpgradeId), (plans[1].UpgradeId, plans[0].UpgradeId)]);

        world.Time.Advance(TimeSpan.FromMinutes(9));
        await world.DeliverAsync(plans[2]);
        await world.BaselineAsync(plans[2]);
        (await world.NextAsync<BackupCompleted>(3)).SharedWith.ShouldBe([plans[0].UpgradeId, plans[1].UpgradeId], ignoreOrder: true);
        world.Cluster.Jobs.Count.ShouldBe(1);

        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.DeliverAsync(plans[3]);
        await world.BaselineAsync(plans[3]);
        (await world.NextAsync<BackupCompleted>(4, timePasses: true)).SharedWith.ShouldBeEmpty();
        world.Cluster.Jobs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task six_upgrades_that_wait_for_a_shared_instance_are_served_by_one_job()
    {
        string[] stacks = ["a", "b", "c", "d", "e", "f"];
        await using var world = await StartAsync(Shared, stacks);
        var head = await world.HeadAsync();
        foreach (var plan in stacks.Select(s => Plans.At(s, head, "1.0", "1.1") with { Backup = Plans.SharedBackup }))
        {
            await world.DeliverAsync(plan);
            await world.BaselineAsync(plan);
            await world.RowAsync(plan, r => r.BackupId is not null);
        }

        await world.NextAsync<BackupCompleted>(6, timePasses: true);

        world.Cluster.Jobs.ShouldHaveSingleItem();
        (await world.PublishedAsync<BackupCompleted>()).ShouldAllBe(e => e.SharedWith.Count == 5);
        await world.NextAsync<UpgradeApplied>(6);
    }

    [Fact]
    public async Task a_backup_without_its_cron_job_says_what_to_fix()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        world.Cluster.Add(Shared with { Name = "another" });
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<UpgradeAborted>()).Reason.ShouldStartWith("there is no CronJob dbaas/postgresql-backup: correct the catalog");
    }

    [Fact]
    public async Task rights_that_are_missing_are_named()
    {
        await using var world = await StartAsync(Shared, "web");
        world.Cluster.AnswerNext(403, """{"kind":"Status","message":"cronjobs.batch is forbidden: User cannot get resource"}""");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<UpgradeAborted>()).Reason.ShouldBe(
            "the service account may not get CronJobs and create Jobs in dbaas: cronjobs.batch is forbidden: User cannot get resource");
    }

    [Fact]
    public async Task an_api_that_is_away_makes_a_late_backup_and_no_outcome()
    {
        await using var world = await StartAsync(Shared, "web");
        world.Cluster.AnswerNext(503, "<html>bad gateway</html>");
        world.Cluster.AnswerNext(200, "<html>please log in</html>");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        await world.NextAsync<BackupCompleted>(timePasses: true);

        world.Cluster.Jobs.Count.ShouldBe(1);
        (await world.PublishedAsync<UpgradeAborted>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_job_that_does_not_end_is_no_backup()
    {
        await using var world = await StartAsync(Shared with { Outcome = BackupJobOutcome.NeverEnds }, "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        await Eventually.TrueAsync(() => Task.FromResult(world.Cluster.Jobs.Count == 1), "the Job");
        world.Time.Advance(TimeSpan.FromMinutes(30));

        (await world.NextAsync<UpgradeAborted>(timePasses: true)).ShouldSatisfyAllConditions(
            e => e.Stage.ShouldBe(AbortStage.Backup), e => e.Reason.ShouldContain("had not ended after 30 min"));
    }

    [Fact]
    public async Task a_job_that_vanished_unseen_proves_nothing()
    {
        await using var world = await StartAsync(Shared with { Duration = TimeSpan.FromHours(10) }, "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        await Eventually.TrueAsync(
            () =>
            {
                world.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(world.Cluster.Requests >= 3);
            },
            "the CronJob read, the Job made, and looked at once");
        await world.StopServiceAsync();
        world.Time.Advance(TimeSpan.FromHours(35));
        await world.StartServiceAsync();

        (await world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldContain("is gone, and nobody saw how it ended");
    }

    [Fact]
    public async Task a_kill_between_making_the_job_and_noting_it_makes_no_second_one()
    {
        await using var world = await StartAsync(Shared, "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup };
        // The answer to the POST is lost: the Job is there, and nobody here knows.
        using var made = new SemaphoreSlim(0);
        using var killed = new SemaphoreSlim(0);
        world.Cluster.JobCreated += _ =>
        {
            made.Release();
            killed.Wait();
        };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        await made.WaitAsync();
        await world.StopServiceAsync();
        killed.Release();

        await world.StartServiceAsync();
        await world.NextAsync<BackupCompleted>(timePasses: true);

        world.Cluster.Jobs.Count.ShouldBe(1);
    }

    private async Task<ExecutorWorld> StartAsync(CronJobSpec cronJob, params string[] stacks)
    {
        var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), stacks);
        world.Cluster.Add(cronJob);
        return world;
    }
}

public sealed class BackupTests() : BackupScenarios(null);

[Trait("Length", "long")]
public sealed class BackupOnPostgresTests(PostgresServer postgres) : BackupScenarios(postgres);
