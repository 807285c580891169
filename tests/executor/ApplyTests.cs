using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Executor;

public sealed class ApplyTests
{
    [Fact]
    public async Task two_steps_over_the_bus_are_two_commits_that_change_a_version_each_and_end_well()
    {
        await using var world = await ExecutorWorld.StartAsync("web", "other");
        var planned = await world.HeadAsync();
        var plan = Plans.At("web", planned, "1.0", "1.1", "2.0") with { Risk = Risk.Caution, Window = TimeSpan.FromMinutes(10) };

        await world.PublishAsync(plan);
        (await world.NextAsync<UpgradeStarted>()).ShouldSatisfyAllConditions(
            e => e.UpgradeId.ShouldBe(plan.UpgradeId), e => e.Stack.ShouldBe("web"), e => e.Images.ShouldBe(plan.Images), e => e.Risk.ShouldBe(Risk.Caution));
        (await world.HeadAsync()).ShouldBe(planned);

        await world.PublishAsync(new BaselineRecorded { UpgradeId = plan.UpgradeId, Stack = "web", Problems = [] });
        var first = await world.NextAsync<UpgradeApplied>(1);
        first.ShouldSatisfyAllConditions(
            e => (e.Step, e.StepCount, e.Kind).ShouldBe((1, 2, StepKind.Upgrade)),
            e => e.Images.ShouldBe([Plans.Change("web", "1.0", "1.1")]),
            e => e.Window.ShouldBe(TimeSpan.FromMinutes(10)),
            e => e.Diff.ShouldContain("+          image = \"ghcr.io/acme/web:1.1\""));

        await world.PublishAsync(new StepVerified
        {
            UpgradeId = plan.UpgradeId,
            Stack = "web",
            Step = 1,
            StepCount = 2,
            Kind = StepKind.Upgrade,
            CommitSha = first.CommitSha,
            Images = first.Images,
            Checks = [],
        });
        var second = await world.NextAsync<UpgradeApplied>(2);
        await world.SucceedAsync(second);

        (await world.RowAsync(plan)).ShouldSatisfyAllConditions(r => r.State.ShouldBe("done"), r => r.Outcome.ShouldBe("succeeded"), r => r.FinishedAt.ShouldNotBeNull());
        var log = await world.LogAsync();
        log.Select(l => l.Sha).ShouldBe([second.CommitSha, first.CommitSha, planned]);
        log.Select(l => l.Subject).Take(2).ShouldBe(["upgrade: web 1.1 -> 2.0", "upgrade: web 1.0 -> 1.1"]);
        log[0].Files.ShouldBe([Plans.Path("web")]);
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "2.0"));
        (await world.TextAsync("other")).ShouldBe(Plans.Terraform("other", "1.0"));
    }

    [Fact]
    public async Task the_commit_says_what_a_person_and_a_program_want_to_know()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");

        await world.ApplyAsync(plan);

        (await world.LogAsync())[0].Body.ShouldBe(
            $"""
            Changelog summary:
              Faster thumbnails
              Fixes the login page
            Risk: Safe
            Breaking changes: none
            DB backup: no (none planned)
            Config changes applied: none
            Flagged for manual review: none

            Upgrade-Id: {plan.UpgradeId}/1/Upgrade
            Stack: web
            From: 1.0
            To: 1.1
            Step: 1/1
            Kind: Upgrade
            Window: 00:02:00
            """);
    }

    [Fact]
    public async Task a_head_that_moved_between_reading_and_pushing_gets_the_edit_again()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var theirs = new List<string>();
        world.Git.Hold.BeforePush = async _ =>
        {
            if (theirs.Count < 2)
            {
                theirs.Add(await world.Git.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = $"Theirs {theirs.Count}\n" }, "[CI SKIP] state"));
            }
        };

        var applied = await world.ApplyAsync(plan);

        (await world.LogAsync()).Select(l => l.Sha).Take(3).ShouldBe([applied.CommitSha, theirs[1], theirs[0]]);
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "1.1"));
        (await world.Git.ReadAsync("infra", "master", "README.md")).ShouldBe("Theirs 1\n");
    }

    [Fact]
    public async Task a_site_whose_line_moved_since_the_plan_is_found_by_its_address()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = "# a new first line\n" + Plans.Terraform("web", "1.0") }, "comment");

        await world.ApplyAsync(plan);

        (await world.TextAsync("web")).ShouldBe("# a new first line\n" + Plans.Terraform("web", "1.1"));
    }

    [Fact]
    public async Task a_push_that_a_hook_refuses_is_said_and_not_tried_again()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        world.Git.Hold.RefusePushes = "This branch is frozen until Monday";
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");

        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<UpgradeAborted>()).ShouldSatisfyAllConditions(
            e => e.Stage.ShouldBe(AbortStage.Push),
            e => e.Reason.ShouldContain("This branch is frozen until Monday"),
            e => e.VersionInGit.ShouldBe("1.0"),
            e => e.Step.ShouldBe(1));
        (await world.RowAsync(plan)).ShouldSatisfyAllConditions(r => r.State.ShouldBe("done"), r => r.Outcome.ShouldBe("aborted"), r => r.DueAt.ShouldBeNull());
        (await world.LogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_git_server_that_is_away_makes_a_late_row_and_no_outcome()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        world.Git.Hold.AnswerStatus = 503;
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        (await world.RowAsync(plan, r => r.LastError is not null)).State.ShouldBe("applying");

        world.Git.Hold.AnswerStatus = null;
        var applied = await world.NextAsync<UpgradeApplied>(timePasses: true);

        (await world.HeadAsync()).ShouldBe(applied.CommitSha);
        (await world.RowAsync(plan, r => r.LastError is null)).State.ShouldBe("verifying");
    }

    [Fact]
    public async Task what_git_holds_already_by_somebody_else_is_no_success_of_ours()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.1") }, "by hand");

        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<UpgradeAborted>()).ShouldSatisfyAllConditions(
            e => e.Stage.ShouldBe(AbortStage.Edit), e => e.Reason.ShouldContain("git holds 1.1 already"), e => e.VersionInGit.ShouldBe("1.1"));
        (await world.PublishedAsync<UpgradeApplied>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_repository_that_went_on_is_planned_anew_and_the_next_revision_goes_on()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "2.0");
        var head = await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.5") }, "by hand");
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<PlanOutdated>()).ShouldSatisfyAllConditions(
            e => (e.UpgradeId, e.Revision).ShouldBe((plan.UpgradeId, 0)), e => e.Reason.ShouldContain("1.5"), e => e.UpdateIds.ShouldBe(plan.UpdateIds));
        await world.DeliverAsync(plan);
        (await world.RowAsync(plan)).State.ShouldBe("outdated");

        await world.DeliverAsync(Plans.At("web", head, "1.5", "2.0") with { Revision = 1 });
        (await world.NextAsync<UpgradeStarted>(2)).Images.ShouldBe([Plans.Change("web", "1.5", "2.0")]);
        await world.DeliverAsync(new BaselineRecorded { UpgradeId = plan.UpgradeId, Stack = "web", Problems = [] });
        await world.NextAsync<UpgradeApplied>();
        (await world.TextAsync("web")).ShouldBe(Plans.Terraform("web", "2.0"));
    }

    [Fact]
    public async Task a_planner_and_a_repository_that_keep_disagreeing_come_to_an_end()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.1", "2.0") with { Revision = 5 };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<UpgradeAborted>()).Stage.ShouldBe(AbortStage.Edit);
        (await world.PublishedAsync<PlanOutdated>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_person_who_takes_over_between_two_steps_is_left_alone()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "2.0");
        var first = await world.ApplyAsync(plan);
        var theirs = await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.9") }, "by hand");

        await world.SucceedAsync(first);

        (await world.NextAsync<UpgradeAborted>()).ShouldSatisfyAllConditions(
            e => e.Step.ShouldBe(2), e => e.Stage.ShouldBe(AbortStage.Edit), e => e.Reason.ShouldContain("a person took over"), e => e.VersionInGit.ShouldEndWith(":1.9"));
        (await world.HeadAsync()).ShouldBe(theirs);
        (await world.PublishedAsync<PlanOutdated>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_catalog_that_cannot_be_read_is_no_layout_to_edit_by()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { ["upgrade-config.json"] = "{ \"stack_roots\": [" }, "a slip");

        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);

        (await world.NextAsync<UpgradeAborted>()).ShouldSatisfyAllConditions(e => e.Stage.ShouldBe(AbortStage.Edit), e => e.Reason.ShouldContain("the catalog cannot be read"));
    }
}
