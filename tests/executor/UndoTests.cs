using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Executor;

public abstract class UndoScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    [Fact]
    public async Task a_failed_step_is_undone_by_one_commit_that_says_why()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var planned = await world.HeadAsync();
        var plan = Plans.At("web", planned, "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);

        await world.DeliverAsync(Plans.Failed(applied));
        var undo = await world.NextAsync<UpgradeApplied>(2);
        undo.ShouldSatisfyAllConditions(
            e => (e.Step, e.Kind).ShouldBe((1, StepKind.Rollback)), e => e.Images.ShouldBe([Plans.Change("web", "1.1", "1.0")]), e => e.Diff.ShouldContain("web:1.0"));
        await world.DeliverAsync(ExecutorWorld.RolledBack(undo));

        (await world.RowAsync(plan)).Outcome.ShouldBe("rolled-back");
        var log = await world.LogAsync();
        log.Select(l => l.Sha).ShouldBe([undo.CommitSha, applied.CommitSha, planned]);
        log[0].Subject.ShouldBe("Revert \"upgrade: web 1.0 -> 1.1\"");
        log[0].Body.ShouldBe(
            $"""
            This reverts commit {applied.CommitSha}.

            Failed check: pods
            Cause: Version
            Evidence: the container crashes at start
              | Error: relation "users" does not exist

            Upgrade-Id: {plan.UpgradeId}/1/Rollback
            Stack: web
            From: 1.1
            To: 1.0
            Step: 1/1
            Kind: Rollback
            Window: 00:02:00
            """);
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.0"));
    }

    [Fact]
    public async Task a_failure_at_step_two_goes_back_to_step_one()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "2.0");
        await world.SucceedAsync(await world.ApplyAsync(plan));

        await world.DeliverAsync(Plans.Failed(await world.NextAsync<UpgradeApplied>(2)));
        var undo = await world.NextAsync<UpgradeApplied>(3);

        (undo.Step, undo.Kind).ShouldBe((2, StepKind.Rollback));
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.1"));
    }

    [Fact]
    public async Task later_changes_of_others_stay()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var applied = await world.ApplyAsync(Plans.At("web", await world.HeadAsync(), "1.0", "1.1"));
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.1") + "# theirs\n" }, "theirs");

        await world.DeliverAsync(Plans.Failed(applied));
        await world.NextAsync<UpgradeApplied>(2);

        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.0") + "# theirs\n");
    }

    [Fact]
    public async Task what_a_person_has_undone_already_is_only_verified()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        var theirs = await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.0") }, "back, quickly");

        await world.DeliverAsync(Plans.Failed(applied));

        (await world.NextAsync<UpgradeApplied>(2)).ShouldSatisfyAllConditions(
            e => e.Kind.ShouldBe(StepKind.Rollback), e => e.CommitSha.ShouldBe(theirs), e => e.Diff.ShouldBe(""));
        (await world.HeadAsync()).ShouldBe(theirs);
    }

    [Fact]
    public async Task a_person_who_went_on_to_another_version_has_taken_over()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var applied = await world.ApplyAsync(Plans.At("web", await world.HeadAsync(), "1.0", "1.1"));
        var theirs = await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.2") }, "forward");

        await world.DeliverAsync(Plans.Failed(applied));

        (await world.NextAsync<UpgradeAborted>()).ShouldSatisfyAllConditions(
            e => e.Stage.ShouldBe(AbortStage.Edit), e => e.Reason.ShouldContain("a person took over"), e => e.Cause.ShouldBe(FailureCause.Version));
        (await world.HeadAsync()).ShouldBe(theirs);
        (await world.PublishedAsync<RollbackFailed>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task an_undo_that_the_server_refuses_calls_people_and_says_what_git_holds()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        world.Git.Hold.RefusePushes = "frozen";

        await world.DeliverAsync(Plans.Failed(applied));

        (await world.NextAsync<RollbackFailed>()).ShouldSatisfyAllConditions(
            e => e.Reason.ShouldContain("frozen"),
            e => e.GitState.ShouldBe($"the branch still holds 1.1, by {applied.CommitSha}"),
            e => e.ClusterState.ShouldContain("CrashLoopBackOff"),
            e => e.DatabaseState.ShouldBe("no backup was taken: none was planned"),
            e => e.Commands.ShouldContain($"git show {applied.CommitSha}"));
        (await world.RowAsync(plan)).Outcome.ShouldBe("rollback-failed");
    }

    [Fact]
    public async Task an_undo_that_does_not_help_calls_people_once()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        await world.DeliverAsync(Plans.Failed(applied));
        var undo = await world.NextAsync<UpgradeApplied>(2);

        await world.DeliverAsync(Plans.Failed(undo));
        await world.DeliverAsync(Plans.Failed(undo));

        var critical = (await world.PublishedAsync<RollbackFailed>()).ShouldHaveSingleItem();
        critical.ShouldSatisfyAllConditions(
            e => e.Images.ShouldBe([Plans.Change("web", "1.1", "1.0")]),
            e => e.GitState.ShouldBe($"the branch holds 1.0 again: {undo.CommitSha} undoes {applied.CommitSha}"),
            e => e.Commands.ShouldContain("kubectl -n web logs web-5d4f9-x2x7p -c app --tail=100 --previous"),
            e => e.Commands.ShouldContain($"git show {undo.CommitSha}"));
        (await world.LogAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task an_undo_is_made_even_when_somebody_has_broken_the_catalog()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var applied = await world.ApplyAsync(Plans.At("web", await world.HeadAsync(), "1.0", "1.1"));
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { ["upgrade-config.json"] = "{ \"stack_roots\": [" }, "a slip");

        await world.DeliverAsync(Plans.Failed(applied));
        await world.NextAsync<UpgradeApplied>(2);

        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.0"));
    }
}

public sealed class UndoTests() : UndoScenarios(null);

[Trait("Length", "long")]
public sealed class UndoOnPostgresTests(PostgresServer postgres) : UndoScenarios(postgres);
