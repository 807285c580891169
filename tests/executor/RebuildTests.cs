using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor;

/// <summary>The executor's store is lost; what it had pushed is in git.</summary>
public sealed class RebuildTests
{
    [Fact]
    public async Task what_was_being_verified_is_verified_again_and_ends()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Window = TimeSpan.FromMinutes(10) };
        var applied = await world.ApplyAsync(plan);

        await world.LoseStoreAsync();

        var again = await world.NextAsync<UpgradeApplied>();
        (again.UpgradeId, again.Step, again.StepCount, again.Kind, again.CommitSha, again.Window).ShouldBe((plan.UpgradeId, 1, 1, StepKind.Upgrade, applied.CommitSha, plan.Window));
        (again.Stack, again.Diff).ShouldBe(("web", applied.Diff));
        again.Images.ShouldBe(applied.Images);
        again.Namespaces.ShouldBe(applied.Namespaces);
        await world.SucceedAsync(again);
        (await world.RowAsync(plan)).Outcome.ShouldBe("succeeded");
        (await world.LogAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task its_plan_that_comes_again_does_not_start_it_a_second_time()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.ApplyAsync(plan);
        await world.LoseStoreAsync();
        var again = await world.NextAsync<UpgradeApplied>();

        await world.DeliverAsync(plan);
        await world.SucceedAsync(again);
        await world.DeliverAsync(plan);

        (await world.RowAsync(plan)).State.ShouldBe("done");
        (await world.PublishedAsync<UpgradeStarted>()).ShouldBeEmpty();
        (await world.LogAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task what_fails_is_undone_exactly_and_later_work_of_others_stays()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = "# theirs\n" + Plans.Terraform("web", "1.1") }, "theirs");
        await world.LoseStoreAsync();

        await world.DeliverAsync(Plans.Failed(await world.NextAsync<UpgradeApplied>()));
        var undo = await world.NextAsync<UpgradeApplied>(2);

        (undo.Kind, undo.Step).ShouldBe((StepKind.Rollback, 1));
        undo.Images.ShouldBe([Plans.Change("web", "1.1", "1.0")]);
        (await world.TextAsync("web")).ShouldBe("# theirs\n" + Plans.Terraform("web", "1.0"));
        var log = await world.LogAsync();
        log[0].Subject.ShouldBe("Revert \"upgrade: web 1.0 -> 1.1\"");
        log[0].Body.ShouldContain($"This reverts commit {applied.CommitSha}.");
        await world.DeliverAsync(ExecutorWorld.RolledBack(undo));
        (await world.RowAsync(plan)).Outcome.ShouldBe("rolled-back");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task between_two_steps_the_rest_of_the_plan_is_asked_for_and_made(int revision)
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var whole = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "2.0", "2.1");
        var first = await world.ApplyAsync(whole);
        await world.LoseStoreAsync();

        await world.SucceedAsync(await world.NextAsync<UpgradeApplied>());
        var asked = await world.NextAsync<PlanOutdated>();
        (asked.UpgradeId, asked.Stack, asked.Revision).ShouldBe((whole.UpgradeId, "web", 0));
        // Either the plan of before the loss, or one from what git holds now.
        var rest = revision == 0 ? whole with { Revision = 1 } : Plans.At("web", first.CommitSha, "1.1", "2.0", "2.1") with { UpgradeId = whole.UpgradeId, Revision = 1 };
        await world.DeliverAsync(rest);
        await world.BaselineAsync(whole);
        var second = await world.NextAsync<UpgradeApplied>(2);
        await world.SucceedAsync(second);
        var third = await world.NextAsync<UpgradeApplied>(3);
        await world.SucceedAsync(third);

        (second.Step, second.StepCount, third.Step).ShouldBe((2, 3, 3));
        (await world.RowAsync(whole)).Outcome.ShouldBe("succeeded");
        (await world.LogAsync()).Select(l => l.Subject).Take(3).ShouldBe(["upgrade: web 2.0 -> 2.1", "upgrade: web 1.1 -> 2.0", "upgrade: web 1.0 -> 1.1"]);
    }

    [Fact]
    public async Task a_rest_that_does_not_go_on_from_the_step_is_asked_for_again()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var whole = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "2.0");
        await world.ApplyAsync(whole);
        await world.LoseStoreAsync();
        await world.SucceedAsync(await world.NextAsync<UpgradeApplied>());

        for (var revision = 1; revision <= 5; revision++)
        {
            await world.DeliverAsync(Plans.Of("web", "1.5", "2.0") with { UpgradeId = whole.UpgradeId, Revision = revision });
        }

        (await world.PublishedAsync<PlanOutdated>()).Select(e => e.Revision).ShouldBe([0, 1, 2, 3, 4]);
        (await world.NextAsync<UpgradeAborted>()).VersionInGit.ShouldBe("1.1");
    }

    [Fact]
    public async Task an_undo_is_verified_again()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        await world.DeliverAsync(Plans.Failed(applied));
        var undo = await world.NextAsync<UpgradeApplied>(2);

        await world.LoseStoreAsync();

        var again = await world.NextAsync<UpgradeApplied>();
        (again.Kind, again.CommitSha).ShouldBe((StepKind.Rollback, undo.CommitSha));
        again.Images.ShouldBe(undo.Images);
        await world.DeliverAsync(Plans.Failed(again));
        var critical = await world.NextAsync<RollbackFailed>();
        critical.GitState.ShouldBe($"the branch holds 1.0 again: {undo.CommitSha} undoes {applied.CommitSha}");
        (await world.LogAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task the_backup_of_before_the_first_step_is_found_by_its_job_and_serves_to_the_last()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        const string Catalog = """{ "db_backed_services": { "web": { "type": "postgresql", "shared": true } }, "backup_infrastructure": { "postgresql": { "cronjob_name": "postgresql-backup", "namespace": "dbaas" } } }""";
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { ["upgrade-config.json"] = Catalog }, "catalog");
        world.Cluster.Add(new CronJobSpec { Namespace = "dbaas", Name = "postgresql-backup" });
        var whole = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "2.0") with { Backup = Plans.SharedBackup };
        await world.DeliverAsync(whole);
        await world.BaselineAsync(whole);
        await world.NextAsync<UpgradeApplied>(timePasses: true);
        await world.LoseStoreAsync();

        await world.SucceedAsync(await world.NextAsync<UpgradeApplied>());
        await world.DeliverAsync(whole with { Revision = 1 });
        await world.BaselineAsync(whole);
        await world.NextAsync<UpgradeApplied>(2, timePasses: true);

        var job = world.Cluster.Jobs.ShouldHaveSingleItem();
        (await world.LogAsync())[0].Body.ShouldContain($"DB backup: yes (job: dbaas/{job.Name})");
    }

    [Fact]
    public async Task of_a_stack_only_the_newest_commit_counts_and_of_each_stack_one()
    {
        await using var world = await ExecutorWorld.StartAsync("web", "other");
        var head = await world.HeadAsync();
        await world.SucceedAsync(await world.ApplyAsync(Plans.At("web", head, "1.0", "1.1")));
        var newest = await world.ApplyAsync(Plans.At("web", head, "1.1", "1.2"));
        var other = await world.ApplyAsync(Plans.At("other", head, "1.0", "1.1"));

        await world.LoseStoreAsync();

        (await world.PublishedAsync<UpgradeApplied>()).Select(e => e.CommitSha).ShouldBe([newest.CommitSha, other.CommitSha], ignoreOrder: true);
    }

    [Fact]
    public async Task what_is_older_than_a_week_is_left()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        await world.ApplyAsync(Plans.At("web", await world.HeadAsync(), "1.0", "1.1"));
        world.Time.Advance(TimeSpan.FromDays(7.1));

        await world.LoseStoreAsync();

        (await world.PublishedAsync<UpgradeApplied>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task where_a_person_has_gone_on_nothing_is_verified_or_undone()
    {
        await using var world = await ExecutorWorld.StartAsync("web");
        await world.ApplyAsync(Plans.At("web", await world.HeadAsync(), "1.0", "1.1"));
        await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [Plans.Path("web")] = Plans.Terraform("web", "1.5") }, "by hand");

        await world.LoseStoreAsync();

        (await world.PublishedAsync<UpgradeApplied>()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("an honest copy, for comparison", true, "stacks/web/main.tf", "web", "1.0", "1.1", "1/1")]
    [InlineData("another stack", false, "stacks/web/main.tf", "other", "1.0", "1.1", "1/1")]
    [InlineData("no stack", false, "stacks/web/main.tf", "nobody", "1.0", "1.1", "1/1")]
    [InlineData("another version", false, "stacks/web/main.tf", "web", "1.0", "1.2", "1/1")]
    [InlineData("a step that is none", false, "stacks/web/main.tf", "web", "1.0", "1.1", "2/1")]
    [InlineData("a file beside it", false, "README.md", "web", "1.0", "1.1", "1/1")]
    public async Task a_strangers_commit_with_our_trailers_is_not_taken_for_ours(string what, bool taken, string alsoChanged, string stack, string from, string to, string step)
    {
        await using var world = await ExecutorWorld.StartAsync("web", "other");
        var changes = new Dictionary<string, string?> { [alsoChanged] = "Theirs\n", [Plans.Path("web")] = Plans.Terraform("web", "1.1") };
        await world.Git.CommitAsync("infra", changes,
            $"upgrade: web\n\nUpgrade-Id: {Guid.NewGuid()}/{step[0]}/Upgrade\nStack: {stack}\nFrom: {from}\nTo: {to}\nStep: {step}\nKind: Upgrade\nWindow: 00:02:00\n");

        await world.LoseStoreAsync();

        (await world.PublishedAsync<UpgradeApplied>()).Count.ShouldBe(taken ? 1 : 0, what);
    }

    [Fact]
    public async Task nobodys_turn_comes_before_git_has_told()
    {
        await using var world = await ExecutorWorld.StartAsync("web", "other");
        var head = await world.HeadAsync();
        var applied = await world.ApplyAsync(Plans.At("web", head, "1.0", "1.1"));
        world.Git.Hold.AnswerStatus = 503;
        await world.LoseStoreAsync();
        var newer = Plans.At("web", head, "1.1", "1.2");
        await world.DeliverAsync(newer);
        await world.RowAsync(newer, r => r.Reason.Contains("read back from git", StringComparison.Ordinal));

        world.Git.Hold.AnswerStatus = null;
        (await world.NextAsync<UpgradeApplied>(timePasses: true)).CommitSha.ShouldBe(applied.CommitSha);

        (await world.RowAsync(newer, r => r.Reason.Contains(applied.UpgradeId.ToString(), StringComparison.Ordinal), timePasses: true)).State.ShouldBe("waiting");
        (await world.PublishedAsync<UpgradeStarted>()).ShouldBeEmpty();
    }
}
