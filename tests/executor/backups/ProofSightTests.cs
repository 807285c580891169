using System.Net;
using Upgrades.Executor.Backups;
using Upgrades.Hosting.Prometheus;

namespace Upgrades.Tests.Executor.Backups;

/// <summary>What a log or a metric proves, and what it does not.</summary>
public sealed class ProofSightTests
{
    private const string Pattern = @"written, (?<bytes>\S+) bytes";
    private static readonly BackupRow Row = new() { Id = "b", Namespace = "dbaas", CronJob = "dump", UpgradeId = "u", Job = "j", State = BackupState.Running };

    [Theory]
    [InlineData("dumping\nwritten, 2048 bytes\r\nbye", "its log says: written, 2048 bytes", 2048L)]
    [InlineData("written, 1 bytes\nwritten, 4Ki bytes", "its log says: written, 4Ki bytes", 4096L)]
    public void the_last_line_that_matches_tells_the_size(string log, string words, long bytes) => Log(log).ShouldBe(new ProofSight.Shown(words, bytes));

    [Theory]
    [InlineData("dumping\nPGPASSWORD=x pg_dump", @"no line of its log matches written, (?<bytes>\S+) bytes; its log ends: dumping | PGPASSWORD=*** pg_dump")]
    [InlineData("", @"no line of its log matches written, (?<bytes>\S+) bytes")]
    [InlineData("written, 512 bytes", "its log says 512 bytes, at least 1024 are asked for")]
    [InlineData("written, 2048 bytes\nwritten, 512 bytes", "its log says 512 bytes, at least 1024 are asked for")]
    [InlineData("written, many bytes", "its log says 'many' for its size, which is no number of bytes")]
    public void what_the_log_lacks_is_said(string log, string why) => Log(log).ShouldBe(new ProofSight.Lacking(why));

    [Fact]
    public void a_pattern_without_a_size_is_shown_by_its_line_and_a_log_that_cannot_be_read_shows_nothing()
    {
        LogProof.Judge("done", null, new JobLog(["all done, token=abc"])).ShouldBe(new ProofSight.Shown("its log says: all done, token=***"));
        LogProof.Judge("done", null, new JobLog([], "its pod is gone")).ShouldBe(new ProofSight.Lacking("its pod is gone"));
    }

    [Theory]
    [InlineData(0.0, "Shown", "metric t says 2026-11-01 08:00:00Z")]
    [InlineData(20.7, "Shown", "metric t says 2026-11-01 08:00:20Z")]
    [InlineData(-1.0, "NotYet", "metric t says 2026-11-01 07:59:59Z, before the Job began at 2026-11-01 08:00:00Z")]
    [InlineData(double.NaN, "NotYet", "metric t says NaN, which is no instant in unix seconds")]
    [InlineData(1e15, "NotYet", "metric t says 1000001793520000, which is no instant in unix seconds")]
    public void a_backup_is_fresh_from_the_second_in_which_its_job_began(double after, string sight, string words) =>
        Words(MetricProof.Fresh("t", Vector((after + Plans.Now.ToUnixTimeSeconds(), "a")), Plans.Now.AddMilliseconds(400))).ShouldBe((sight, words));

    [Fact]
    public void of_several_series_each_must_be_fresh_and_the_one_that_is_not_is_named()
    {
        var now = Plans.Now.ToUnixTimeSeconds();

        Words(MetricProof.Fresh("t", Vector((now + 5, "a"), (now - 60, "b")), Plans.Now)).Words.ShouldEndWith("before the Job began at 2026-11-01 08:00:00Z (for {db=\"b\"})");
        Words(MetricProof.Fresh("t", Vector((now + 5, "a"), (double.NaN, "b")), Plans.Now)).Words.ShouldEndWith("(for {db=\"b\"})");
        Words(MetricProof.Fresh("t", Vector((now + 5, "a"), (now + 9, "b")), Plans.Now)).ShouldBe(("Shown", "metric t says 2026-11-01 08:00:05Z"));
    }

    [Theory]
    [InlineData(1024.0, "Shown", "metric s says 1024 bytes")]
    [InlineData(1023.0, "NotYet", "metric s says 1023 bytes, at least 1024 are asked for")]
    [InlineData(-1.0, "NotYet", "metric s says -1, which is no number of bytes")]
    [InlineData(double.PositiveInfinity, "NotYet", "metric s says Infinity, which is no number of bytes")]
    public void a_size_is_waited_for_until_it_is_large_enough(double value, string sight, string words) =>
        Words(MetricProof.Size("s", Vector((value, "a")), 1024)).ShouldBe((sight, words));

    [Fact]
    public void a_metric_that_is_not_there_or_not_told_may_still_come_and_a_wrong_expression_never()
    {
        MetricProof.Fresh("t", Vector(), Plans.Now).ShouldBe(new ProofSight.NotYet("metric t has no value"));
        MetricProof.Fresh("t", new PrometheusAnswer.Away("Prometheus is away"), Plans.Now).ShouldBe(new ProofSight.NotYet("metric t: Prometheus is away"));
        MetricProof.Size("s", new PrometheusAnswer.Refused("parse error"), 1).ShouldBe(new ProofSight.Lacking("metric s: parse error"));
    }

    [Theory]
    [InlineData("jobs.batch \\\"x\\\" is forbidden: exceeded quota: compute, requested: count/jobs.batch=1", "the quota of namespace dbaas leaves no room for a backup Job: jobs.batch")]
    [InlineData("admission webhook \\\"policy.example\\\" denied the request: no", "a policy of the cluster refuses the Job made from CronJob dbaas/dump: admission webhook")]
    [InlineData("pods is forbidden: violates PodSecurity \\\"restricted\\\"", "a policy of the cluster refuses the Job made from CronJob dbaas/dump: pods is")]
    [InlineData("jobs.batch is forbidden: User cannot create resource", "the service account may not get CronJobs and create Jobs in dbaas: jobs.batch")]
    public void a_refusal_is_told_apart_by_its_words(string message, string reason) =>
        BackupTrouble.OfStart(HttpStatusCode.Forbidden, $$"""{"kind":"Status","message":"{{message}}"}""", Row.Order)!.ShouldStartWith(reason);

    private static ProofSight Log(string log) => LogProof.Judge(Pattern, 1024, new JobLog(log.Split('\n')));

    private static PrometheusAnswer Vector(params (double Value, string Database)[] series) =>
        new PrometheusAnswer.Vector([.. series.Select(s => new PrometheusSeries(new Dictionary<string, string> { ["db"] = s.Database }, s.Value))]);

    private static (string Sight, string Words) Words(ProofSight sight) => (sight.GetType().Name, sight switch
    {
        ProofSight.Shown shown => shown.Words,
        ProofSight.NotYet notYet => notYet.Why,
        ProofSight.Lacking lacking => lacking.Why,
        _ => "",
    });
}
