using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Pipeline;

/// <summary>What is let in, when, and how often.</summary>
public abstract class AdmissionScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task the_same_webhook_many_times_is_one_upgrade()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pipeline.ReportAsync("web")));

        answers.Count(a => a == "accepted").ShouldBe(1);
        answers.Count(a => a == "duplicate").ShouldBe(7);
        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.LogAsync()).Count.ShouldBe(1);
        (await pipeline.EventsAsync()).OfType<UpgradePlanned>().Count().ShouldBe(1);
        await pipeline.ToldAsync("`web` upgraded");
    }

    [Fact]
    public async Task over_the_limit_an_update_waits_for_the_window_and_a_newer_tag_takes_its_place()
    {
        var second = Fixtures.Web("second") with { OtherTags = ["1.1.1"] };
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), second], ("Ingest:Limit", "1"), ("Ingest:LimitWindow", "00:20:00"));

        (await pipeline.ReportAsync("first")).ShouldBe("accepted");
        (await pipeline.ReportAsync("second")).ShouldBe("held");
        (await pipeline.ReportAsync("second", "1.1.1")).ShouldBe("held");

        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>().Images.Single().To.ShouldBe("1.1.1");
        (await pipeline.SubjectsAsync()).Reverse().ShouldBe(["upgrade: first 1.0.0 -> 1.1.0", "upgrade: second 1.0.0 -> 1.1.1"]);
        await pipeline.ToldAsync("Held until");
        await pipeline.ToldAsync("Released");
    }

    [Fact]
    public async Task in_observe_mode_everything_is_planned_and_nothing_is_pushed()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()], ("Executor:Mode", "Observe"));

        await pipeline.ReportAsync("shop");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSkipped>().Reason.ShouldBe(SkipReason.ObserveMode);
        (await pipeline.EventAsync<UpgradePlanned>()).Steps.Single().Edits.ShouldNotBeEmpty();
        (await pipeline.LogAsync()).ShouldBeEmpty();
        pipeline.World.Cluster.Jobs.ShouldBeEmpty();
        await pipeline.ToldAsync("the executor only observes");
    }

    [Fact]
    public async Task while_paused_running_upgrades_finish_and_new_ones_wait()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), Fixtures.Web("second")]);
        await pipeline.ReportAsync("first");
        await pipeline.EventAsync<UpgradeApplied>();

        await pipeline.OperateAsync("pause");
        await pipeline.ReportAsync("second");
        await pipeline.EventAsync<UpgradePlanned>(e => e.Stack == "second");

        (await pipeline.OutcomeAsync("first")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: first 1.0.0 -> 1.1.0"]);
        (await pipeline.EventsAsync()).OfType<UpgradeStarted>().ShouldNotContain(e => e.Stack == "second");

        await pipeline.OperateAsync("resume");
        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        await pipeline.ToldAsync("`second` upgraded");
    }

    [Fact]
    public async Task a_waiting_upgrade_can_be_cancelled()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.OperateAsync("pause");
        await pipeline.ReportAsync("web");
        var planned = await pipeline.EventAsync<UpgradePlanned>();

        // The executor may take a moment longer than the timeline to hear of the plan.
        await Eventually.TrueAsync(async () => await pipeline.TryOperateAsync($"upgrades/{planned.UpgradeId}/cancel") == 200, "the upgrade is cancelled");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSkipped>().Reason.ShouldBe(SkipReason.Cancelled);
        await pipeline.OperateAsync("resume");
        (await pipeline.LogAsync()).ShouldBeEmpty();
        await pipeline.ToldAsync("cancelled by an operator");
    }

    [Theory]
    [InlineData("older", "0.9.0", SkipReason.WouldDowngrade)]
    [InlineData("same", "1.0.0", SkipReason.AlreadyCurrent)]
    [InlineData("another shape", "1.1.0-alpine", SkipReason.NotComparable)]
    [InlineData("a prerelease", "1.1.0-rc.1", SkipReason.NotComparable)]
    [InlineData("in no registry", "1.9.9", SkipReason.TagNotInRegistry)]
    public async Task what_must_not_be_done_is_said_and_left(string what, string tag, SkipReason reason)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);

        (await pipeline.ReportAsync("web", tag)).ShouldBe("accepted", what);

        var analyzed = await pipeline.EventAsync<UpdateAnalyzed>();
        analyzed.UpgradeIds.ShouldBeEmpty();
        analyzed.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(reason);
        (await pipeline.LogAsync()).ShouldBeEmpty();
        await pipeline.ToldAsync("nothing done for `ghcr.io/example/web`");
    }

    [Fact]
    public async Task a_quarantined_version_is_tried_again_only_when_a_person_forces_it()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Break("web");
        await pipeline.ReportAsync("web");
        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>();
        await pipeline.EventAsync<VersionQuarantined>();
        var rolledBack = await pipeline.SubjectsAsync();
        await Eventually.TrueAsync(async () => (await pipeline.ReportAsync("web")) == "accepted", "the first update is closed");

        (await pipeline.EventAsync<UpdateAnalyzed>(e => e.UpgradeIds.Count == 0)).Skipped.Single().Reason.ShouldBe(SkipReason.Quarantined);
        (await pipeline.SubjectsAsync()).ShouldBe(rolledBack);

        pipeline.World.Behave("web", _ => true, new ImageBehaviour.Healthy(TimeSpan.FromSeconds(5)));
        await pipeline.ForceAsync("web");
        await pipeline.EventAsync<UpgradeSucceeded>();
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.1.0"]);
        await pipeline.ToldAsync("is not tried again");
    }
}

[Trait("Length", "long")]
public sealed class AdmissionInMemory() : AdmissionScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class AdmissionOnRabbitMq(OnRabbitMq arrangement) : AdmissionScenarios(arrangement), IClassFixture<OnRabbitMq>;
