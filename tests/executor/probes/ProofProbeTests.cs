using Upgrades.Executor.Probes;
using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Executor.Probes;

public sealed class ProofProbeTests
{
    private const string Catalog =
        """
        {
          "backup_infrastructure": {"postgresql": {"cronjob_name": "postgresql-backup", "namespace": "dbaas", "proof": {"fresh_metric": "max(backup_time)"}}},
          "db_backed_services": {"wiki": {"type": "postgresql", "shared": true, "db_name": "wiki"}}
        }
        """;

    [Fact]
    public async Task it_is_tried_where_the_catalog_wants_a_metric()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        (await world.OneAsync<ProofProbe>("prometheus")).Verdict.ShouldBe(ProbeVerdict.Works);
    }

    [Fact]
    public async Task it_is_not_needed_where_the_catalog_wants_none()
    {
        await using var world = await ProbedExecutor.StartAsync("{}");
        (await world.OneAsync<ProofProbe>("prometheus")).Verdict.ShouldBe(ProbeVerdict.NotSet);
        world.Prometheus.Queries.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_address_that_is_missing_a_token_that_is_not_taken_and_an_outage_are_told_apart()
    {
        await using var world = await ProbedExecutor.StartAsync(Catalog);
        world.Prometheus.Outage = "the store is locked";
        (await world.OneAsync<ProofProbe>("prometheus")).Said.ShouldContain("the store is locked");

        world.Metrics.Token = "wrong-token";
        var refused = await world.OneAsync<ProofProbe>("prometheus");
        (refused.Said, refused.HoldsUpgrades).ShouldBe(("Prometheus does not accept UPGRADES__PROMETHEUS__TOKEN (401)", true));

        world.Metrics.Url = null;
        (await world.OneAsync<ProofProbe>("prometheus")).Advice!.ShouldContain("set UPGRADES__PROMETHEUS__URL, or take fresh_metric");
    }
}
