using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Pipeline;

/// <summary>Incidents in which the old pipeline did something, and nothing or less should have been done.</summary>
public abstract class IncidentsLeftAloneScenarios(Arrangement arrangement)
{
    private const string Upgraded = "upgrade: web 1.0.0 -> 1.1.0";

    [Fact]
    public async Task I2_with_an_empty_git_token_nothing_is_pushed_nor_backed_up()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()], ("Repository:Password", ""));

        await pipeline.ReportAsync("shop");

        await Eventually.TrueAsync(async () => (await pipeline.PlanErrorAsync()).Contains("UPGRADES__REPOSITORY__", StringComparison.Ordinal), "the late row names the setting");
        pipeline.World.Cluster.Jobs.ShouldBeEmpty();
        (await pipeline.LogAsync()).ShouldBeEmpty();
        (await pipeline.EventsAsync()).OfType<UpgradePlanned>().ShouldBeEmpty();
    }

    [Fact]
    public async Task I9_where_a_newer_version_runs_than_git_holds_nothing_is_applied_that_would_downgrade_it()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        var live = pipeline.World.Cluster.Workload("web", "web")!;
        pipeline.World.Cluster.Apply(live with { Containers = [live.Containers[0] with { Image = "ghcr.io/example/web:1.4.0" }] });

        await pipeline.ReportAsync("web");

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeAborted>();
        (outcome.Stage, outcome.VersionInGit).ShouldBe((AbortStage.Baseline, "1.0.0"));
        (await pipeline.LogAsync()).ShouldBeEmpty();
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.4.0"]);
        (await pipeline.ToldAsync("`web` not upgraded")).ShouldContain("runs 1.4.0 of `ghcr.io/example/web`, which is newer than 1.1.0: an apply would downgrade it");
    }

    [Fact]
    public async Task I11_an_unpinned_chart_is_reported_and_not_rolled()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.PrepareAsync(files: new Dictionary<string, string>
        {
            ["stacks/charted/main.tf"] =
                """
                resource "helm_release" "charted" {
                  name       = "charted"
                  repository = "https://charts.example.org"
                  chart      = "charted"
                  values = [yamlencode({ image = { repository = "ghcr.io/example/charted", tag = "latest" } })]
                }
                """,
        });

        (await pipeline.ReportImageAsync("ghcr.io/example/charted", "2.0.0")).ShouldBe("accepted");

        (await pipeline.EventAsync<UpdateAnalyzed>()).Skipped.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => s.Stack.ShouldBe("charted"), s => s.Reason.ShouldBe(SkipReason.Unpinned));
        (await pipeline.LogAsync()).ShouldBeEmpty();
        await pipeline.ToldAsync("`charted`: nothing done for `ghcr.io/example/charted`");
    }

    [Theory]
    [InlineData("docker.io/bitnami/postgresql-ha")]
    [InlineData("ghcr.io/example/my-redis-fork")]
    [InlineData("mirror.example.org/hub/library/mariadb")]
    [InlineData("ghcr.io/example/clickhouse-server")]
    public async Task I13_database_images_are_not_touched_whatever_their_name(string image)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.PrepareAsync(files: new Dictionary<string, string>
        {
            ["stacks/data/main.tf"] = $$"""
                resource "kubernetes_deployment" "data" {
                  spec {
                    template {
                      spec {
                        container {
                          name  = "data"
                          image = "{{image}}:16.1"
                        }
                      }
                    }
                  }
                }
                """,
        });

        (await pipeline.ReportImageAsync(image, "16.2")).ShouldBe("filtered");
        await pipeline.ForceAsync(image, "16.2");
        // Whatever comes of it would have come by the time that a later one is done.
        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.EventsAsync()).OfType<UpgradePlanned>().Select(e => e.Stack).ShouldBe(["web"]);
        (await pipeline.SubjectsAsync()).ShouldBe([Upgraded]);
        await pipeline.ToldAsync("`web` upgraded");
        pipeline.Told.ShouldNotContain("`data`");
    }

    [Fact]
    public async Task I15_over_the_limit_an_update_is_held_and_not_dropped()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), Fixtures.Web("second")], ("Ingest:Limit", "1"), ("Ingest:LimitWindow", "00:20:00"));

        (await pipeline.ReportAsync("first")).ShouldBe("accepted");
        (await pipeline.ReportAsync("second")).ShouldBe("held");

        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: first 1.0.0 -> 1.1.0", "upgrade: second 1.0.0 -> 1.1.0"]);
        await pipeline.ToldAsync("Held until");
    }
}

[Trait("Length", "long")]
public sealed class IncidentsLeftAloneInMemory() : IncidentsLeftAloneScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class IncidentsLeftAloneOnRabbitMq(OnRabbitMq arrangement) : IncidentsLeftAloneScenarios(arrangement), IClassFixture<OnRabbitMq>;
