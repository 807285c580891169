using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Executor;

/// <summary>A container that was killed for want of memory gets more, once.</summary>
public abstract class MendScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    [Fact]
    public async Task a_container_killed_for_want_of_memory_gets_twice_as_much_and_is_watched_again()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);

        await world.DeliverAsync(Killed(applied));
        var mended = await world.NextAsync<UpgradeApplied>(2);

        mended.ShouldSatisfyAllConditions(
            e => (e.Step, e.Kind).ShouldBe((1, StepKind.ForwardFix)),
            e => e.Fix.ShouldBe(new MemoryFix { Container = "app", From = "256Mi", To = "512Mi" }),
            e => e.Images.ShouldBe([Plans.Change("web", "1.0", "1.1")]));
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.1").Replace("256Mi", "512Mi", StringComparison.Ordinal));
        var commit = (await world.LogAsync())[0];
        commit.Subject.ShouldBe("upgrade: web 1.1 needs more memory, 256Mi -> 512Mi");
        commit.Body.ShouldContain($"Upgrade-Id: {plan.UpgradeId}/1/ForwardFix");

        await world.SucceedAsync(mended);
        (await world.RowAsync(plan)).Outcome.ShouldBe("succeeded");
    }

    [Fact]
    public async Task when_more_memory_does_not_help_version_and_limit_are_put_back_by_one_commit()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        await world.DeliverAsync(Killed(applied));
        var mended = await world.NextAsync<UpgradeApplied>(2);

        await world.DeliverAsync(Killed(mended));
        var undo = await world.NextAsync<UpgradeApplied>(3);

        (undo.Kind, undo.Fix).ShouldBe((StepKind.Rollback, null));
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.0"));
        var log = await world.LogAsync();
        log.Select(l => l.Sha).Take(3).ShouldBe([undo.CommitSha, mended.CommitSha, applied.CommitSha]);
        log[0].Body.ShouldStartWith($"This reverts commit {applied.CommitSha}.\nIt also reverts commit {mended.CommitSha}, which raised the memory limit of container app from 256Mi to 512Mi.\n");
        await world.DeliverAsync(ExecutorWorld.RolledBack(undo));
        (await world.RowAsync(plan)).Outcome.ShouldBe("rolled-back");
    }

    [Fact]
    public async Task a_limit_that_a_person_has_changed_since_stays_and_the_version_is_put_back_all_the_same()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.DeliverAsync(Killed(await world.ApplyAsync(plan)));
        var mended = await world.NextAsync<UpgradeApplied>(2);
        var theirs = Plans.Terraform("web", "1.1").Replace("256Mi", "3Gi", StringComparison.Ordinal);
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = theirs }, "more for web");

        await world.DeliverAsync(Killed(mended));
        await world.NextAsync<UpgradeApplied>(3);

        (await world.TextAsync("web")).ShouldBe(theirs.Replace("web:1.1", "web:1.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task what_the_catalog_grants_a_stack_goes_before_the_setting()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { ["upgrade-config.json"] = """{"services":{"web":{"max_memory":"300Mi"}}}""" }, "web may have a little more");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");

        await world.DeliverAsync(Killed(await world.ApplyAsync(plan)));

        (await world.NextAsync<UpgradeApplied>(2)).Fix.ShouldBe(new MemoryFix { Container = "app", From = "256Mi", To = "300Mi" });
    }

    [Theory]
    [InlineData("256Mi")]
    [InlineData("0")]
    public async Task what_must_not_get_more_is_undone_at_once(string most)
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        await world.StopServiceAsync();
        world.Settings["Executor:MaxMemory"] = most;
        await world.StartServiceAsync();
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");

        await world.DeliverAsync(Killed(await world.ApplyAsync(plan)));
        var undo = await world.NextAsync<UpgradeApplied>(2);

        undo.Kind.ShouldBe(StepKind.Rollback);
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.0"));
        (await world.LogAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task a_mended_step_that_a_lost_store_forgot_is_read_back_and_undone_whole()
    {
        await using var world = await ExecutorWorld.StartOnAsync(database: null, "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.DeliverAsync(Killed(await world.ApplyAsync(plan)));
        var mended = await world.NextAsync<UpgradeApplied>(2);

        await world.LoseStoreAsync();
        var again = await world.NextAsync<UpgradeApplied>();

        (again.Kind, again.CommitSha, again.Fix).ShouldBe((StepKind.ForwardFix, mended.CommitSha, mended.Fix));
        await world.DeliverAsync(Killed(again));
        (await world.NextAsync<UpgradeApplied>(2)).Kind.ShouldBe(StepKind.Rollback);
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.0"));
    }

    private static UpgradeFailed Killed(UpgradeApplied applied)
    {
        var failed = Plans.Failed(applied);
        return failed with { Evidence = failed.Evidence with { Reason = "OOMKilled", ExitCode = 137, Summary = "container app was killed because it needs more memory than its limit" } };
    }
}

public sealed class MendTests() : MendScenarios(null);

[Trait("Length", "long")]
public sealed class MendOnPostgresTests(PostgresServer postgres) : MendScenarios(postgres);
