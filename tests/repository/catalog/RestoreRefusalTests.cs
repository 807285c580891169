using System.Text;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>Only a service's own database is ever put back: what would take more is refused where it is written (DESIGN §6.4).</summary>
public sealed class RestoreRefusalTests
{
    private const string Shared =
        """
        backup_infrastructure:
          postgresql: {cronjob_name: dump, namespace: dbaas}
        db_backed_services:
          shop: {type: postgresql, db_name: shop, shared: true}
          wiki: {type: postgresql, db_name: wiki, shared: true}
          blog: {type: postgresql, shared: true}
          twin: {type: postgresql, db_name: shop, shared: true}

        """;

    [Theory]
    [InlineData("wiki", "wiki", null)]
    [InlineData("wiki", "shop", "names database shop, and the stack's own is wiki")]
    [InlineData("blog", "blog", "would have to put back the whole instance: db_backed_services.blog.db_name says which database is its own")]
    [InlineData("shop", "shop", "names database shop, which twin uses too")]
    [InlineData("files", "files", "nothing backs the stack up, so there is nothing to put back")]
    public void a_restore_of_more_than_the_own_database_is_refused(string stack, string database, string? refusal)
    {
        var reading = Read($"{Shared}services:\n  {stack}:\n    restore: {{policy: whenRollbackFails, cron_job: restore, namespace: dbaas, database: {database}}}\n");

        reading.Catalog.RestoreRefusalFor(stack).ShouldBe(refusal);
        (reading.Catalog.RestoreFor(stack) is null).ShouldBe(refusal is not null);
        reading.Problems.Where(p => p.Severity == CatalogSeverity.Error).Select(p => (p.Path, p.Message)).ShouldBe(refusal is null ? [] : [($"services.{stack}.restore", refusal)]);
    }

    [Fact]
    public void the_cron_job_of_the_backup_is_no_restore() =>
        Read(Shared + "services:\n  wiki:\n    restore: {policy: always, cron_job: dump, namespace: dbaas, database: wiki}\n").Catalog.RestoreRefusalFor("wiki").ShouldBe("names the CronJob that makes the backup");

    [Fact]
    public void the_policy_is_read() =>
        Read(Shared + "services:\n  wiki:\n    restore: {policy: always, cron_job: r, namespace: dbaas, database: wiki}\n").Catalog.RestoreFor("wiki")!.Policy.ShouldBe(RestorePlan.Always);

    private static CatalogReading Read(string yaml) => CatalogReader.Read("upgrade-config.yaml", Encoding.UTF8.GetBytes(yaml));
}
