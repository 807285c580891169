using System.Text;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>What the catalog says of proofs, queries and CI's results.</summary>
public sealed class ProofTests
{
    private const string AllPlaces =
        """
        ci_result_pattern: '^\[(?<stack>[^\]]+)\] (?:(?<ok>OK)|(?<failed>FAILED))'
        backup_infrastructure:
          postgresql:
            cronjob_name: postgresql-backup
            namespace: dbaas
            proof: {log_pattern: 'dump: (?<bytes>\d+)', min_bytes: 10Mi}
        db_backed_services:
          shared: {type: postgresql, shared: true}
          own: {type: mysql, dedicated: true, backup_cronjob: dump, backup_namespace: own, proof: {fresh_metric: 'min(last_success{job="dump"})'}}
          named: {type: mysql, dedicated: true, backup_cronjob: dump, backup_namespace: named, proof: {log_pattern: done}}
          same: {type: postgresql, shared: true}
        services:
          named:
            backup: {cron_job: other, namespace: named}
          same:
            backup: {cron_job: postgresql-backup, namespace: dbaas}
          web:
            backup: {cron_job: web-backup, namespace: web, proof: {fresh_metric: t, size_metric: s, min_bytes: 512}}
            queries:
              firing: 'ALERTS{namespace="web",alertstate="firing"}'
              errors: rate(errors[5m]) > 1
        """;

    [Fact]
    public void a_proof_stands_with_the_cron_job_it_belongs_to()
    {
        var (catalog, problems) = Read(AllPlaces);

        problems.ShouldBeEmpty();
        catalog.BackupFor("shared")!.ShouldSatisfyAllConditions(
            b => (b.CronJob, b.Shared).ShouldBe(("postgresql-backup", true)), b => b.Proof.ShouldBe(new BackupProof { LogPattern = @"dump: (?<bytes>\d+)", MinBytes = 10 << 20 }));
        catalog.BackupFor("own")!.Proof.ShouldBe(new BackupProof { FreshMetric = "min(last_success{job=\"dump\"})" });
        catalog.BackupFor("web")!.Proof.ShouldBe(new BackupProof { FreshMetric = "t", SizeMetric = "s", MinBytes = 512 });
        catalog.BackupFor("named")!.ShouldSatisfyAllConditions(b => b.CronJob.ShouldBe("other"), b => b.Proof.ShouldBeNull());
        catalog.BackupFor("same")!.ShouldSatisfyAllConditions(b => b.Shared.ShouldBeTrue(), b => b.Proof.ShouldBe(catalog.BackupFor("shared")!.Proof));
    }

    [Fact]
    public void checks_of_a_stack_hold_its_queries_and_the_pattern_of_ci()
    {
        var catalog = Read(AllPlaces).Catalog;

        catalog.ChecksFor("web").Queries.ShouldBe([
            new QueryCheck { Name = "firing", Query = "ALERTS{namespace=\"web\",alertstate=\"firing\"}" },
            new QueryCheck { Name = "errors", Query = "rate(errors[5m]) > 1" },
        ]);
        catalog.ChecksFor("own").Queries.ShouldBeEmpty();
        catalog.ChecksFor("own").CiResultPattern.ShouldBe(@"^\[(?<stack>[^\]]+)\] (?:(?<ok>OK)|(?<failed>FAILED))");
    }

    [Theory]
    [InlineData("log_pattern: 'a('", "services.web.backup.proof.log_pattern 4: is no regular expression that can be used: Invalid pattern 'a(' at offset 2. Not enough )'s.")]
    [InlineData("log_pattern: 7", "services.web.backup.proof.log_pattern 4: must be a text, not '7'")]
    [InlineData("min_bytes: 5", "services.web.backup.proof 4: has min_bytes, and nothing that tells a size: needs a group (?<bytes>…) in log_pattern, or size_metric")]
    [InlineData("log_pattern: done, min_bytes: 5", "services.web.backup.proof 4: has min_bytes, and nothing that tells a size: needs a group (?<bytes>…) in log_pattern, or size_metric")]
    [InlineData("size_metric: s, min_bytes: ten", "services.web.backup.proof.min_bytes 4: must be a number of bytes, as 1048576 or 10Mi, not 'ten'")]
    [InlineData("size_metric: s, min_bytes: 0", "services.web.backup.proof.min_bytes 4: must be a number of bytes, as 1048576 or 10Mi, not '0'")]
    [InlineData("min_share_of_last: 0.5", "services.web.backup.proof 4: has min_share_of_last, and nothing that tells a size: needs a group (?<bytes>…) in log_pattern, or size_metric")]
    [InlineData("scratch: {cron_job: s}", "services.web.backup.proof.scratch 4: needs both cron_job and namespace: no backup can be planned with one alone")]
    [InlineData("scratch: {log_pattern: x}", "services.web.backup.proof.scratch 4: needs cron_job and namespace")]
    [InlineData("", "services.web.backup.proof 4: asks for nothing: needs log_pattern, fresh_metric, size_metric or scratch")]
    public void a_wrong_proof_is_said_and_becomes_one_that_nobody_can_give(string proof, string problem)
    {
        var (catalog, problems) = Read($$"""
            services:
              web:
                backup: {cron_job: web-backup, namespace: web,
                  proof: { {{proof}} } }
            """);

        problems.Where(p => p.Severity == CatalogSeverity.Error).Select(p => $"{p.Path} {p.Line}: {p.Message}").ShouldBe([problem]);
        catalog.BackupFor("web")!.Proof.ShouldBe(new BackupProof());
    }

    [Theory]
    [InlineData("size_metric: s", "has size_metric without min_bytes or min_share_of_last: any size will do")]
    [InlineData("size_metric: s, min_bytes: 5", "has size_metric without fresh_metric: the size may be that of an earlier backup")]
    [InlineData("log_pattern: done, max_bytes: 5", "is no key that anybody reads; was min_bytes meant?")]
    public void a_doubtful_proof_is_warned_of(string proof, string warning) =>
        Read($$"""services: {web: {backup: {cron_job: b, namespace: n, proof: { {{proof}} } } } }""").Problems.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(p => p.Severity.ShouldBe(CatalogSeverity.Warning), p => p.Message.ShouldBe(warning));

    [Fact]
    public void a_proof_without_a_cron_job_proves_nothing() =>
        Read("db_backed_services: {web: {type: mysql, shared: true, proof: {log_pattern: done}}, other: {type: mysql, shared: true}}").Problems
            .ShouldContain(p => p.Severity == CatalogSeverity.Error && p.Path == "db_backed_services.web" && p.Message == "has a proof, and no backup_cronjob whose backups it would prove");

    [Theory]
    [InlineData("'('", "is no regular expression that can be used: Invalid pattern '(' at offset 1. Not enough )'s.")]
    [InlineData("OK", "needs a group (?<stack>…) and at least one of (?<ok>…), (?<skipped>…), (?<failed>…)")]
    [InlineData("(?<stack>x)", "needs a group (?<stack>…) and at least one of (?<ok>…), (?<skipped>…), (?<failed>…)")]
    [InlineData("(?<ok>x)", "needs a group (?<stack>…) and at least one of (?<ok>…), (?<skipped>…), (?<failed>…)")]
    public void a_pattern_for_ci_that_cannot_tell_is_left_out(string pattern, string problem)
    {
        var (catalog, problems) = Read($"max_steps: 3\nci_result_pattern: {pattern}");

        problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => (p.Path, p.Line, p.Severity).ShouldBe(("ci_result_pattern", 2, CatalogSeverity.Error)), p => p.Message.ShouldBe(problem));
        catalog.ChecksFor("web").CiResultPattern.ShouldBeNull();
    }

    [Fact]
    public void queries_are_few_and_texts()
    {
        var many = string.Join('\n', Enumerable.Range(0, 21).Select(i => $"      q{i}: up"));
        var (catalog, problems) = Read($"services:\n  web:\n    queries:\n      long: {new string('x', 2001)}\n      number: 7\n{many}");

        catalog.ChecksFor("web").Queries.Count.ShouldBe(20);
        problems.Select(p => $"{p.Path} {p.Line}: {p.Message}").ShouldBe([
            "services.web.queries.long 4: has 2001 characters (at most 2000)",
            "services.web.queries.number 5: must be a text, not '7'",
            "services.web.queries.q20 26: is one of more than 20 queries",
        ]);
    }

    private static CatalogReading Read(string yaml) => CatalogReader.Read("upgrade-config.yaml", Encoding.UTF8.GetBytes(yaml));
}
