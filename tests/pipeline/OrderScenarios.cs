using System.Text.Json.Nodes;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Pipeline;

/// <summary>Which upgrade goes when, and which does not go at all.</summary>
public abstract class OrderScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task a_newer_version_takes_the_place_of_one_that_waits()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web() with { OtherTags = ["1.2.0"] }]);
        await pipeline.OperateAsync("pause");
        await pipeline.ReportAsync("web");
        await pipeline.StandsAsync("web", "waiting");

        await pipeline.ReportAsync("web", "1.2.0");
        await pipeline.EventAsync<UpgradeSkipped>(e => e is { Reason: SkipReason.Superseded, To: "1.1.0" });
        await pipeline.OperateAsync("resume");

        (await pipeline.EventAsync<UpgradeSucceeded>()).Images.Single().To.ShouldBe("1.2.0");
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.0.0 -> 1.2.0"]);
        await pipeline.ToldAsync("to a newer version came before this one's turn");
    }

    [Fact]
    public async Task a_newer_version_that_comes_while_one_is_under_way_is_planned_again_and_follows()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web() with { OtherTags = ["1.2.0"] }]);
        await pipeline.ReportAsync("web");
        await pipeline.EventAsync<UpgradeApplied>();

        await pipeline.ReportAsync("web", "1.2.0");

        await pipeline.EventAsync<UpgradeSucceeded>(e => e.Images.Single().To == "1.2.0");
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.1.0 -> 1.2.0", "upgrade: web 1.0.0 -> 1.1.0"]);
        (await pipeline.EventsAsync()).OfType<UpgradeRolledBack>().ShouldBeEmpty();
        await pipeline.ToldAsync("`web`: planned anew - another upgrade of the stack has changed git since it was planned");
    }

    [Fact]
    public async Task a_newer_version_that_comes_while_a_bad_one_is_undone_starts_from_the_old_one()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web() with { OtherTags = ["1.2.0"] }]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new Upgrades.Sandbox.Kubernetes.ImageBehaviour.CrashLoop(1, ["bad release"]));
        await pipeline.ReportAsync("web");
        await pipeline.EventAsync<UpgradeFailed>();

        await pipeline.ReportAsync("web", "1.2.0");

        (await pipeline.EventAsync<UpgradeSucceeded>()).Images.Single().ShouldSatisfyAllConditions(i => i.From.ShouldBe("1.0.0"), i => i.To.ShouldBe("1.2.0"));
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.0.0 -> 1.2.0", "Revert \"upgrade: web 1.0.0 -> 1.1.0\"", "upgrade: web 1.0.0 -> 1.1.0"]);
        await pipeline.ToldAsync("`1.1.0` did not work, `1.0.0` runs again");
    }

    [Fact]
    public async Task a_held_stack_waits_with_the_operators_words_until_it_is_released()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), Fixtures.Web("second")]);
        await pipeline.HoldAsync("first", "Anna is on holiday");

        await pipeline.ReportAsync("first");
        await pipeline.ReportAsync("second");
        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        await pipeline.StandsAsync("first", "waiting: an operator holds first: Anna is on holiday");
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: second 1.0.0 -> 1.1.0"]);

        await pipeline.ReleaseAsync("first");
        (await pipeline.OutcomeAsync("first")).ShouldBeOfType<UpgradeSucceeded>();
        await pipeline.ToldAsync("`first` upgraded");
    }

    [Fact]
    public async Task stacks_that_share_something_are_upgraded_one_after_the_other()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), Fixtures.Web("second"), Fixtures.Web("third")]);
        await pipeline.PrepareAsync(catalog => catalog["services"] = new JsonObject { ["second"] = new JsonObject { ["shared_with"] = new JsonArray("first") } });
        await pipeline.OperateAsync("pause");
        foreach (var stack in (string[])["first", "second", "third"])
        {
            await pipeline.ReportAsync(stack);
            await pipeline.StandsAsync(stack, "waiting");
        }

        await pipeline.OperateAsync("resume");

        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("third")).ShouldBeOfType<UpgradeSucceeded>();
        var order = (await pipeline.EventsAsync()).Select(e => e switch { UpgradeStarted s => "start " + s.Stack, UpgradeSucceeded s => "end " + s.Stack, _ => "" }).ToList();
        order.IndexOf("end first").ShouldBeLessThan(order.IndexOf("start second"));
        order.IndexOf("start third").ShouldBeLessThan(order.IndexOf("end first"));
        (await pipeline.LogAsync()).Count.ShouldBe(3);
        await pipeline.ToldAsync("`second` upgraded");
    }

    [Fact]
    public async Task for_a_ci_that_looks_at_the_last_commit_alone_one_upgrade_goes_at_a_time()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), Fixtures.Web("second")], ("Executor:Push", "OneAtATime"));

        await pipeline.ReportAsync("first");
        await pipeline.ReportAsync("second");

        (await pipeline.OutcomeAsync("first")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        var order = (await pipeline.EventsAsync()).Select(e => e switch { UpgradeStarted => "start", UpgradeSucceeded => "end", _ => "" }).Where(e => e.Length > 0);
        order.ShouldBe(["start", "end", "start", "end"]);
        (await pipeline.LogAsync()).Count.ShouldBe(2);
        await pipeline.ToldAsync("`second` upgraded");
    }

    [Fact]
    public async Task six_that_wait_for_the_same_instance_go_with_one_backup()
    {
        var services = Enumerable.Range(1, 6).Select(i => Fixtures.WithDatabase($"shop-{i}")).ToArray();
        await using var pipeline = await arrangement.StartAsync(services, ("Ingest:Limit", "100"));
        await pipeline.OperateAsync("pause");
        foreach (var service in services)
        {
            await pipeline.ReportAsync(service.Stack);
            await pipeline.StandsAsync(service.Stack, "waiting");
        }

        await pipeline.OperateAsync("resume");

        foreach (var service in services)
        {
            (await pipeline.OutcomeAsync(service.Stack)).ShouldBeOfType<UpgradeSucceeded>();
        }

        var job = pipeline.World.Cluster.Jobs.ShouldHaveSingleItem();
        (await pipeline.LogAsync()).Count.ShouldBe(6);
        (await pipeline.LogAsync()).ShouldAllBe(c => c.Body.Contains(job.Name, StringComparison.Ordinal));
        await pipeline.ToldAsync($"database backed up");
    }
}

[Trait("Length", "long")]
public sealed class OrderInMemory() : OrderScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class OrderOnRabbitMq(OnRabbitMq arrangement) : OrderScenarios(arrangement), IClassFixture<OnRabbitMq>;
