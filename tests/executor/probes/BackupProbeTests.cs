using Upgrades.Executor.Probes;
using Upgrades.Hosting.Probes;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor.Probes;

public sealed class BackupProbeTests
{
    private const string Catalog =
        """
        {
          "backup_infrastructure": {"postgresql": {"cronjob_name": "postgresql-backup", "namespace": "dbaas"}},
          "db_backed_services": {
            "wiki": {"type": "postgresql", "shared": true, "db_name": "wiki"},
            "immich": {"type": "postgresql", "dedicated": true, "backup_cronjob": "own-backup", "backup_namespace": "immich", "proof": {"log_pattern": "dumped"}}
          }
        }
        """;

    [Fact]
    public async Task each_namespace_that_the_catalog_names_is_tried()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);

        (await world.TryAsync<BackupProbe>()).Select(r => (r.Dependency, r.Verdict, r.Said)).ShouldBe(
            [
                ("kubernetes", ProbeVerdict.Works, "the API server answers and accepts the token"),
                ("backup-jobs/dbaas", ProbeVerdict.Works, "may create Jobs from postgresql-backup"),
                ("backup-jobs/immich", ProbeVerdict.Works, "may create Jobs from own-backup"),
            ],
            ignoreOrder: true);
        world.Cluster.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_missing_right_is_named_with_its_namespace_and_the_others_work()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        world.Cluster.Withhold(new ClusterRight("create", "jobs.batch", "dbaas"));
        world.Cluster.Withhold(new ClusterRight("get", "cronjobs.batch", "dbaas"));

        var results = await world.TryAsync<BackupProbe>();

        var failed = results.Single(r => r.Verdict == ProbeVerdict.Failed);
        (failed.Dependency, failed.Said, failed.HoldsUpgrades).ShouldBe(("backup-jobs/dbaas", "may not create jobs, get cronjobs in dbaas", true));
        failed.Advice!.ShouldContain("deploy/k8s/components/backup-namespaces in dbaas");
        results.Single(r => r.Dependency == "backup-jobs/immich").Verdict.ShouldBe(ProbeVerdict.Works);
    }

    [Fact]
    public async Task logs_are_needed_where_the_proof_is_in_them_and_missed_where_not()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        world.Cluster.Withhold(new ClusterRight("get", "pods/log"));

        var results = await world.TryAsync<BackupProbe>();

        results.Single(r => r.Dependency == "backup-jobs/immich").Said.ShouldBe("may not get pods/log in immich");
        var dbaas = results.Single(r => r.Dependency == "backup-jobs/dbaas");
        dbaas.Verdict.ShouldBe(ProbeVerdict.Works);
        dbaas.Said.ShouldContain("but not get pods/log");
    }

    [Fact]
    public async Task the_cronjobs_that_try_backups_and_put_them_back_are_missed_too()
    {
        const string Restoring = """
            {
              "db_backed_services": {"wiki": {"type": "postgresql", "dedicated": true, "db_name": "wiki", "backup_cronjob": "own-backup", "backup_namespace": "immich",
                "proof": {"scratch": {"cron_job": "scratch", "namespace": "immich"}}}},
              "services": {"wiki": {"restore": {"policy": "whenRollbackFails", "cron_job": "bring-back", "namespace": "immich", "database": "wiki"}}}
            }
            """;
        await using var world = await ProbedExecutor.StartAsync(Restoring);

        var failed = (await world.TryAsync<BackupProbe>()).Single(r => r.Verdict == ProbeVerdict.Failed);

        (failed.Dependency, failed.Said).ShouldBe(("backup-jobs/immich", "there is no CronJob immich/scratch, immich/bring-back"));
    }

    [Fact]
    public async Task a_cronjob_that_is_not_there_is_named()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog.Replace("\"own-backup\"", "\"our-backup\"", StringComparison.Ordinal));

        var failed = (await world.TryAsync<BackupProbe>()).Single(r => r.Verdict == ProbeVerdict.Failed);

        (failed.Dependency, failed.Said).ShouldBe(("backup-jobs/immich", "there is no CronJob immich/our-backup"));
        failed.Advice!.ShouldContain("catalog");
    }

    [Fact]
    public async Task without_a_backup_in_the_catalog_nothing_is_asked_of_kubernetes()
    {
        await using var world = await ProbedExecutor.StartAsync("{}");

        (await world.TryAsync<BackupProbe>()).ShouldHaveSingleItem().Verdict.ShouldBe(ProbeVerdict.NotSet);
        world.Cluster.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "there is no UPGRADES__KUBERNETES__TOKEN", "set UPGRADES__KUBERNETES__TOKEN")]
    [InlineData("wrong-token", "does not accept the token (401)", "UPGRADES__KUBERNETES__TOKEN")]
    public async Task a_token_that_is_not_taken_is_one_failure_of_kubernetes(string token, string said, string advice)
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        world.Kubernetes.Token = token;

        var failed = (await world.TryAsync<BackupProbe>()).ShouldHaveSingleItem();

        (failed.Dependency, failed.Verdict, failed.HoldsUpgrades).ShouldBe(("kubernetes", ProbeVerdict.Failed, true));
        failed.Said.ShouldContain(said);
        failed.Said.ShouldNotContain("wrong-token");
        failed.Advice!.ShouldContain(advice);
    }

    [Fact]
    public async Task a_revoked_token_an_api_server_that_is_away_one_that_is_starting_and_one_that_is_none_are_told_apart()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        world.Cluster.Token = "another";
        (await world.OneAsync<BackupProbe>("kubernetes")).Said.ShouldContain("401");

        world.Cluster.Token = world.Kubernetes.Token;
        world.Kubernetes.Url = new Uri("http://127.0.0.1:1");
        (await world.OneAsync<BackupProbe>("kubernetes")).Said.ShouldContain("cannot be reached: Connection refused");

        world.Kubernetes.Url = world.Metrics.Url;
        (await world.OneAsync<BackupProbe>("kubernetes")).Advice!.ShouldContain("UPGRADES__KUBERNETES__URL");
    }

    [Fact]
    public async Task while_the_repository_cannot_be_read_nothing_is_said_of_the_cluster()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        world.Git.Hold.AnswerStatus = 503;

        (await world.TryAsync<BackupProbe>()).ShouldBeEmpty();
    }
}
