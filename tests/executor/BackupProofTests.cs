using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor;
using Upgrades.Executor.Backups;
using Upgrades.Hosting.State;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Prometheus;

namespace Upgrades.Tests.Executor;

/// <summary>A Job that is complete has to show what the plan asks for, or there is no backup.</summary>
public sealed class BackupProofTests : IAsyncLifetime
{
    private static readonly CronJobSpec CronJob = new() { Namespace = "dbaas", Name = "postgresql-backup", LogLines = ["dumping", "dump of 11 databases: 734003200 bytes"] };
    private static readonly BackupProof OfLog = new() { LogPattern = @"databases: (?<bytes>\d+) bytes", MinBytes = 1 << 20 };
    private static readonly BackupProof OfMetrics = new() { FreshMetric = "last_success", SizeMetric = "last_size", MinBytes = 1 << 20 };
    private ExecutorWorld _world = null!;
    private PrometheusStandIn _prometheus = null!;
    private StandInServer _prometheusServer = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await ExecutorWorld.StartAsync("web", "shop");
        _prometheus = new PrometheusStandIn(_world.Time);
        _prometheusServer = await StandInServer.StartAsync(_prometheus.Map);
        _world.Cluster.Add(CronJob);
        await ConfigureAsync(_prometheusServer.Address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _prometheusServer.DisposeAsync();
    }

    [Fact]
    public async Task a_backup_that_its_log_proves_is_told_and_committed_with_its_size()
    {
        await BeginAsync("web", OfLog);

        var completed = await _world.NextAsync<BackupCompleted>(timePasses: true);

        completed.ShouldSatisfyAllConditions(e => e.Bytes.ShouldBe(734003200), e => e.Proof.ShouldBe(["its log says: dump of 11 databases: 734003200 bytes"]));
        await _world.NextAsync<UpgradeApplied>();
        (await _world.LogAsync())[0].Body.ShouldContain($"DB backup: yes (job: dbaas/{completed.Job}, 734003200 bytes)");
    }

    [Theory]
    [InlineData("dump of 0 databases: 512 bytes", "its log says 512 bytes, at least 1048576 are asked for")]
    [InlineData("nothing to do", @"no line of its log matches databases: (?<bytes>\d+) bytes; its log ends: nothing to do")]
    public async Task a_complete_job_whose_log_proves_nothing_aborts_the_upgrade(string line, string why)
    {
        _world.Cluster.Add(CronJob with { LogLines = [line] });
        var head = await _world.HeadAsync();
        var plan = await BeginAsync("web", OfLog);

        var aborted = await _world.NextAsync<UpgradeAborted>(timePasses: true);

        aborted.ShouldSatisfyAllConditions(
            e => e.Stage.ShouldBe(AbortStage.Backup),
            e => e.Reason.ShouldBe($"backup Job dbaas/{_world.Cluster.Jobs.Single().Name} is complete but not proven: {why}"));
        (await _world.HeadAsync()).ShouldBe(head);
        (await _world.RowAsync(plan)).Outcome.ShouldBe("aborted");
    }

    [Fact]
    public async Task metrics_may_take_a_scrape_or_two_and_the_row_says_what_it_waits_for()
    {
        var before = _world.Time.GetUtcNow().ToUnixTimeSeconds() - 86400d;
        _prometheus.SetValue("last_success", () => before);
        _prometheus.SetValue("last_size", () => 2 << 20);
        var plan = await BeginAsync("web", OfMetrics);
        await Eventually.TrueAsync(() => Task.FromResult(_world.Cluster.Jobs.Count == 1), "the Job, before time passes");

        var waiting = await _world.RowAsync(plan, r => r.Reason?.Contains("not proven yet", StringComparison.Ordinal) == true, timePasses: true);
        _prometheus.SetValue("last_success", () => _world.Time.GetUtcNow().ToUnixTimeSeconds());
        var completed = await _world.NextAsync<BackupCompleted>(timePasses: true);

        waiting.Reason.ShouldBe($"backup Job dbaas/{_world.Cluster.Jobs.Single().Name} is complete, but not proven yet: metric last_success says 2026-10-31 08:00:00Z, before the Job began at 2026-11-01 08:00:00Z");
        completed.ShouldSatisfyAllConditions(
            e => e.Bytes.ShouldBe(2 << 20), e => e.Proof.Count.ShouldBe(2), e => e.Proof[1].ShouldBe("metric last_size says 2097152 bytes"), e => e.Duration.ShouldBe(TimeSpan.FromSeconds(20)));
        _world.Cluster.Jobs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_prometheus_that_stays_away_makes_a_backup_that_is_not_proven()
    {
        _prometheus.Outage = "no such file";
        var plan = await BeginAsync("web", OfMetrics);
        await _world.RowAsync(plan, r => r.Reason?.Contains("Prometheus answered 503", StringComparison.Ordinal) == true, timePasses: true);
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        (await _world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldBe(
            $"backup Job dbaas/{_world.Cluster.Jobs.Single().Name} is complete but not proven within 30 min: metric last_success: Prometheus answered 503: internal: no such file");
    }

    [Fact]
    public async Task a_prometheus_that_was_away_makes_a_late_backup_only()
    {
        _prometheus.Outage = "starting up";
        _prometheus.SetValue("last_success", () => _world.Time.GetUtcNow().ToUnixTimeSeconds());
        _prometheus.SetValue("last_size", () => 2 << 20);
        var plan = await BeginAsync("web", OfMetrics);
        await _world.RowAsync(plan, r => r.Reason?.Contains("starting up", StringComparison.Ordinal) == true, timePasses: true);
        _prometheus.Outage = null;

        (await _world.NextAsync<BackupCompleted>(timePasses: true)).Bytes.ShouldBe(2 << 20);
    }

    [Fact]
    public async Task without_a_prometheus_the_setting_is_named()
    {
        await ConfigureAsync(null);
        var plan = await BeginAsync("web", OfMetrics);
        await _world.RowAsync(plan, r => r.Reason?.Contains("is not set", StringComparison.Ordinal) == true, timePasses: true);
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        (await _world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldEndWith("metric last_success: Prometheus cannot be asked: UPGRADES__PROMETHEUS__URL is not set");
    }

    [Fact]
    public async Task a_metric_that_is_no_promql_aborts_at_once()
    {
        await BeginAsync("web", OfMetrics with { FreshMetric = "max(" });

        (await _world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldEndWith("metric max(: Prometheus does not take the query: invalid parameter \"query\": 1:1: parse error: unclosed left parenthesis");
    }

    [Fact]
    public async Task a_proof_that_the_catalog_got_wrong_makes_no_job_at_all()
    {
        await BeginAsync("web", new BackupProof());

        (await _world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldStartWith("the proof of CronJob dbaas/postgresql-backup in the catalog cannot be understood");
        _world.Cluster.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_backup_that_was_not_proven_in_the_same_way_serves_nobody_who_asks_for_that()
    {
        await BeginAsync("web", null);
        await _world.NextAsync<BackupCompleted>(timePasses: true);
        await BeginAsync("shop", OfLog);

        var second = await _world.NextAsync<BackupCompleted>(2, timePasses: true);

        second.ShouldSatisfyAllConditions(e => e.Stack.ShouldBe("shop"), e => e.SharedWith.ShouldBeEmpty(), e => e.Bytes.ShouldBe(734003200));
        _world.Cluster.Jobs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task rights_to_read_the_log_that_are_missing_are_named()
    {
        await BeginAsync("web", OfLog);
        await Eventually.TrueAsync(() => Task.FromResult(_world.Cluster.Jobs.Count == 1), "the Job, after which nothing is asked until time passes");
        var job = _world.Cluster.Jobs.Single().Name;
        _world.Cluster.AnswerNext(200, $$$"""{"metadata":{"name":"{{{job}}}","labels":{"app.kubernetes.io/managed-by":"upgrades"}},"status":{"conditions":[{"type":"Complete","status":"True"}]}}""");
        _world.Cluster.AnswerNext(403, """{"kind":"Status","message":"pods is forbidden"}""");

        (await _world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldBe(
            $"backup Job dbaas/{job} is complete but not proven: the service account may not list pods and get pods/log in dbaas: pods is forbidden");
    }

    [Fact]
    public async Task a_store_from_before_proofs_gets_their_columns_and_keeps_its_rows()
    {
        using var folder = new TemporaryFolder();
        var options = new StateOptions { Folder = folder.Path };
        var time = new FakeTimeProvider(Plans.Now);
        var old = BackupRow.New("u", "web", Plans.SharedBackup, now: 1);
        await using (var before = StateStore.Open(ExecutorService.Name, options, new StateSchema([.. ExecutorService.Definition.Schema.Scripts.Take(2)]), time))
        {
            await before.WriteAsync(
                t => t.ExecuteAsync(
                    """
                    insert into backups (id, namespace, cron_job, stack, upgrade_id, job, state, reason, created_at, due_at)
                    values (@Id, @Namespace, @CronJob, @Stack, @UpgradeId, @Job, @State, @Reason, @CreatedAt, @DueAt)
                    """,
                    old),
                CancellationToken.None);
        }

        await using var after = StateStore.Open(ExecutorService.Name, options, ExecutorService.Definition.Schema, time);
        var kept = (await new BackupRows(after).FindAsync(old.Id, CancellationToken.None))!;
        await after.WriteAsync(
            async t =>
            {
                await BackupRows.UpdateAsync(t, kept with { State = BackupState.Complete, Bytes = 5, Proven = "[\"shown\"]" });
                return true;
            },
            CancellationToken.None);

        kept.ShouldBe(old);
        (await new BackupRows(after).FindAsync(old.Id, CancellationToken.None))!.ShouldSatisfyAllConditions(r => r.Bytes.ShouldBe(5), r => r.Proven.ShouldBe("[\"shown\"]"));
    }

    private async Task<UpgradePlanned> BeginAsync(string stack, BackupProof? proof)
    {
        var plan = Plans.At(stack, await _world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup with { Proof = proof } };
        await _world.DeliverAsync(plan);
        await _world.BaselineAsync(plan);
        return plan;
    }

    private async Task ConfigureAsync(string? url)
    {
        await _world.StopServiceAsync();
        _world.Settings["Prometheus:Url"] = url;
        await _world.StartServiceAsync();
    }
}
