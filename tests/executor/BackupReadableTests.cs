using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor;

/// <summary>A whole file is no backup yet: it has to be about as large as the last one, and somebody has to have read it.</summary>
public sealed class BackupReadableTests : IAsyncLifetime
{
    private static readonly CronJobSpec CronJob = new() { Namespace = "dbaas", Name = "postgresql-backup", LogLines = ["dump of 11 databases: 1000000 bytes"] };
    private static readonly CronJobSpec Scratch = new() { Namespace = "dbaas", Name = "scratch", IsSuspended = true, LogLines = ["scratch: tables=4 rows=1200"] };
    private static readonly BackupProof Share = new() { LogPattern = @"databases: (?<bytes>\d+) bytes", MinShareOfLast = 0.5 };
    private static readonly BackupProof Readable = new() { Scratch = new ScratchProof { CronJob = "scratch", Namespace = "dbaas", LogPattern = "^scratch: tables=[1-9]" } };
    private ExecutorWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await ExecutorWorld.StartAsync("web", "shop");
        _world.Cluster.Add(CronJob);
        _world.Cluster.Add(Scratch);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(500_000, null)]
    [InlineData(499_999, "it has 499999 bytes, 50 % of the size of backup Job dbaas/JOB (1000000 bytes); at least 50 % are asked for")]
    [InlineData(0, "it has 0 bytes, 0 % of the size of backup Job dbaas/JOB (1000000 bytes); at least 50 % are asked for")]
    public async Task a_backup_much_smaller_than_the_last_one_is_none(int bytes, string? why)
    {
        await BeginAsync("web", Share);
        var first = await _world.NextAsync<BackupCompleted>(timePasses: true);
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Cluster.Add(CronJob with { LogLines = [$"dump of 11 databases: {bytes} bytes"] });

        await BeginAsync("shop", Share);

        if (why is null)
        {
            (await _world.NextAsync<BackupCompleted>(2, timePasses: true)).Proof[^1].ShouldBe($"it has 50 % of the size of backup Job dbaas/{first.Job} (1000000 bytes)");
        }
        else
        {
            (await _world.NextAsync<UpgradeAborted>(timePasses: true)).Reason.ShouldEndWith(why.Replace("JOB", first.Job, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task a_backup_that_a_scratch_job_has_read_is_told_as_proven()
    {
        var head = await _world.HeadAsync();
        var plan = await BeginAsync("web", Readable);

        var waiting = await _world.RowAsync(plan, r => r.Reason.Contains("scratch Job", StringComparison.Ordinal), timePasses: true);
        (await _world.HeadAsync()).ShouldBe(head);
        var completed = await _world.NextAsync<BackupCompleted>(timePasses: true);

        var scratch = _world.Cluster.Jobs.Single(j => j.CronJob == "scratch");
        waiting.Reason.ShouldBe($"backup Job dbaas/{completed.Job} is complete, but not proven yet: scratch Job dbaas/{scratch.Name} has not ended");
        completed.Proof.ShouldBe([$"scratch Job dbaas/{scratch.Name}: its log says: scratch: tables=4 rows=1200"]);
        _world.Cluster.EnvironmentOf("dbaas", scratch.Name).ShouldBe(new Dictionary<string, string> { ["UPGRADES_BACKUP_JOB"] = completed.Job, ["UPGRADES_DATABASE"] = "web" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(BackupJobOutcome.Fails, "pg_restore: error: could not read from input file: end of file", "is complete but cannot be read: scratch Job")]
    [InlineData(BackupJobOutcome.Succeeds, "scratch: tables=0 rows=0", "is complete but not proven by scratch Job")]
    public async Task a_backup_that_cannot_be_read_or_is_empty_aborts_before_anything_is_changed(BackupJobOutcome outcome, string line, string why)
    {
        _world.Cluster.Add(Scratch with { Outcome = outcome, LogLines = [line] });
        var head = await _world.HeadAsync();

        await BeginAsync("web", Readable);

        var aborted = await _world.NextAsync<UpgradeAborted>(timePasses: true);
        aborted.ShouldSatisfyAllConditions(a => a.Stage.ShouldBe(AbortStage.Backup), a => a.Reason.ShouldContain(why), a => a.Reason.ShouldContain(line));
        (await _world.HeadAsync()).ShouldBe(head);
    }

    [Fact]
    public async Task what_was_read_for_one_database_is_no_proof_for_another()
    {
        await BeginAsync("web", Readable);
        await _world.NextAsync<BackupCompleted>(timePasses: true);

        await BeginAsync("shop", Readable);

        await _world.NextAsync<BackupCompleted>(2, timePasses: true);
        _world.Cluster.Jobs.Count(j => j.CronJob == "scratch").ShouldBe(2);
    }

    private async Task<UpgradePlanned> BeginAsync(string stack, BackupProof proof)
    {
        var plan = Plans.At(stack, await _world.HeadAsync(), "1.0", "1.1") with { Backup = Plans.SharedBackup with { Database = stack, Proof = proof } };
        await _world.DeliverAsync(plan);
        await _world.BaselineAsync(plan);
        return plan;
    }
}
