using Prometheus;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Executor;

public abstract class MilestoneScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private readonly Gauge _count = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("upgrades", "", "state");
    private readonly Gauge _oldest = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("oldest", "", "state");

    /// <summary>Counters are those of the whole process and other tests count too: so at least.</summary>
    [Fact]
    public async Task an_upgrade_that_ends_is_counted_by_outcome_stage_and_risk_with_the_time_it_took()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        await world.OperateAsync(HttpMethod.Post, "pause");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Risk = Risk.Unknown };
        var (ended, waited, whole) = (Milestones.Ended.WithLabels("cancelled", "waiting", "Unknown"), Milestones.Stages.WithLabels("waiting", "Unknown"), Milestones.Stages.WithLabels("total", "Unknown"));
        var (before, secondsBefore, wholeBefore) = (ended.Value, waited.Sum, whole.Sum);

        await world.DeliverAsync(plan);
        await world.RowAsync(plan, r => r.Reason.Length > 0);
        world.Time.Advance(TimeSpan.FromHours(3));
        (await world.OperateAsync(HttpMethod.Post, $"upgrades/{plan.UpgradeId}/cancel")).Status.ShouldBe(200);

        ended.Value.ShouldBeGreaterThanOrEqualTo(before + 1);
        waited.Sum.ShouldBeGreaterThanOrEqualTo(secondsBefore + 3 * 3600);
        whole.Sum.ShouldBeGreaterThanOrEqualTo(wholeBefore + 3 * 3600);
    }

    [Fact]
    public async Task what_is_in_progress_is_right_from_the_start_on_after_a_restart()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a", "b", "c");
        var head = await world.HeadAsync();
        await world.ApplyAsync(Plans.At("a", head, "1.0", "1.1"));
        await world.OperateAsync(HttpMethod.Post, "pause");
        await world.DeliverAsync(Plans.At("b", head, "1.0", "1.1"));
        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.DeliverAsync(Plans.At("c", head, "1.0", "1.1"));
        await world.StopServiceAsync();
        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.StartServiceAsync();

        world.Runs<StoreNumbers>().ShouldBeTrue();
        await world.Store.ReadAsync(
            async connection =>
            {
                await Milestones.ShowAsync(connection, world.Time.GetUtcNow(), _count, _oldest);
                return true;
            },
            CancellationToken.None);

        (_count.WithLabels("waiting").Value, _oldest.WithLabels("waiting").Value).ShouldBe((2, 3600));
        (_count.WithLabels("verifying").Value, _count.WithLabels("undoing").Value, _oldest.WithLabels("undoing").Value).ShouldBe((1, 0, 0));
    }
}

public sealed class MilestonesOnSqlite() : MilestoneScenarios(null);

[Trait("Length", "long")]
public sealed class MilestonesOnPostgres(PostgresServer postgres) : MilestoneScenarios(postgres);
