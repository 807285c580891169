using Upgrades.Contracts.Events;
using Upgrades.Executor;
using Upgrades.Hosting.Probes;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor;

public abstract class BrokenDependencyScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    [Fact]
    public async Task while_nothing_can_be_pushed_nobodys_turn_comes_and_then_it_comes_by_itself()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web", "other");
        world.Git.IsReadOnly = true;
        await world.ProbeAsync();
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.DeliverAsync(plan);

        var row = await world.RowAsync(plan, r => r.Reason.Length > 0);
        row.State.ShouldBe("waiting");
        row.Reason.ShouldStartWith("waits: git-push has failed since 2026-11-01 08:00 UTC: ");
        row.Reason.ShouldContain("Write access to repository not granted.");
        (row.DueAt > world.Time.GetUtcNow().ToUnixTimeMilliseconds()).ShouldBeTrue();
        (await world.PublishedAsync<UpgradeStarted>()).ShouldBeEmpty();

        world.Git.IsReadOnly = false;
        await world.ProbeAsync();

        await world.NextAsync<UpgradeStarted>();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task only_who_makes_a_backup_there_waits_for_the_right_to_make_it()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web", "wiki");
        world.Cluster.Add(new CronJobSpec { Namespace = "dbaas", Name = "postgresql-backup" });
        var right = new ClusterRight("create", "jobs.batch", "dbaas");
        world.Cluster.Withhold(right);
        var head = await world.Git.CommitAsync("infra", new Dictionary<string, string?>
        {
            ["upgrade-config.json"] = """
                {"backup_infrastructure": {"postgresql": {"cronjob_name": "postgresql-backup", "namespace": "dbaas"}},
                 "db_backed_services": {"wiki": {"type": "postgresql", "shared": true, "db_name": "wiki"}}}
                """,
        }, "catalog");
        // The first round reads the catalog, the second what is in it.
        await world.ProbeAsync();
        await world.ProbeAsync();
        var wiki = Plans.At("wiki", head, "1.0", "1.1") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(wiki);

        await world.ApplyAsync(Plans.At("web", head, "1.0", "1.1"));
        (await world.RowAsync(wiki, r => r.Reason.Length > 0)).Reason.ShouldEndWith(": may not create jobs in dbaas");
        world.Cluster.Jobs.ShouldBeEmpty();

        world.Cluster.Grant(right);
        await world.ProbeAsync();
        await world.BaselineAsync(wiki);
        await world.NextAsync<BackupCompleted>(timePasses: true);
    }

    [Fact]
    public async Task who_cannot_be_watched_goes_back_into_the_queue_frees_its_slot_and_is_asked_for_again()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web", "other");
        await world.OperateAsync(HttpMethod.Put, "in-flight", """{"maxInFlight":1}""");
        var head = await world.HeadAsync();
        var (plan, other) = (Plans.At("web", head, "1.0", "1.1"), Plans.At("other", head, "1.0", "1.1"));
        await world.DeliverAsync(plan);
        await world.NextAsync<UpgradeStarted>(1, e => e.Stack == "web");
        await world.DeliverAsync(other);

        await world.DeliverAsync(new BaselineRecorded
        {
            UpgradeId = plan.UpgradeId,
            Stack = plan.Stack,
            Problems = [],
            WaitFor = "woodpecker of the verifier has failed since 2026-11-01 07:00 UTC: UPGRADES__WOODPECKER__TOKEN is not accepted (401)",
        });

        await world.SucceedAsync(await world.ApplyAsync(other));
        await world.RowAsync(plan, r => r is
        {
            State: UpgradeState.Waiting,
            Reason: "waits: woodpecker of the verifier has failed since 2026-11-01 07:00 UTC: UPGRADES__WOODPECKER__TOKEN is not accepted (401)",
        });
        (await world.PublishedAsync<UpgradeAborted>()).ShouldBeEmpty();

        world.Time.Advance(new ProbeOptions().Interval);
        (await world.NextAsync<UpgradeStarted>(2, e => e.Stack == "web", timePasses: true)).UpgradeId.ShouldBe(plan.UpgradeId);
        await world.DeliverAsync(new BaselineRecorded { UpgradeId = plan.UpgradeId, Stack = plan.Stack, Problems = [] });
        (await world.NextAsync<UpgradeApplied>(1, e => e.Stack == "web")).UpgradeId.ShouldBe(plan.UpgradeId);
        (await world.RowAsync(plan)).WaitFor.ShouldBeNull();
    }

    [Fact]
    public async Task who_only_observes_answers_whatever_is_broken()
    {
        var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        await using var _ = world;
        await world.StopServiceAsync();
        world.Settings["Executor:Mode"] = "Observe";
        world.Git.IsReadOnly = true;
        await world.StartServiceAsync();
        await world.ProbeAsync();

        await world.DeliverAsync(Plans.At("web", await world.HeadAsync(), "1.0", "1.1"));

        await world.NextAsync<UpgradeSkipped>();
    }
}

public sealed class BrokenDependencyTests() : BrokenDependencyScenarios(null);

[Trait("Length", "long")]
public sealed class BrokenDependencyOnPostgresTests(PostgresServer postgres) : BrokenDependencyScenarios(postgres);
