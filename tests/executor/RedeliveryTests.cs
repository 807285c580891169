using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Executor;

public abstract class RedeliveryScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    [Fact]
    public async Task every_message_delivered_twice_changes_nothing()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web", "bad");
        var head = await world.HeadAsync();
        var (good, bad) = (Plans.At("web", head, "1.0", "1.1", "1.2"), Plans.At("bad", head, "1.0", "1.1"));
        List<Func<Task>> again = [];
        async Task DeliverAsync<TEvent>(TEvent message)
            where TEvent : class
        {
            await world.DeliverAsync(message);
            again.Add(() => world.DeliverAsync(message));
        }

        foreach (var plan in (UpgradePlanned[])[good, bad])
        {
            await DeliverAsync(plan);
            await world.NextAsync<UpgradeStarted>(1, e => e.UpgradeId == plan.UpgradeId);
            await DeliverAsync(new BaselineRecorded { UpgradeId = plan.UpgradeId, Stack = plan.Stack, Problems = [] });
        }

        var first = await world.NextAsync<UpgradeApplied>(1, e => e.UpgradeId == good.UpgradeId);
        await DeliverAsync(new StepVerified
        {
            UpgradeId = good.UpgradeId,
            Stack = "web",
            Step = 1,
            StepCount = 2,
            Kind = StepKind.Upgrade,
            CommitSha = first.CommitSha,
            Images = first.Images,
            Checks = [],
        });
        var second = await world.NextAsync<UpgradeApplied>(2, e => e.UpgradeId == good.UpgradeId);
        await DeliverAsync(Plans.Failed(await world.NextAsync<UpgradeApplied>(1, e => e.UpgradeId == bad.UpgradeId)));
        await DeliverAsync(ExecutorWorld.RolledBack(await world.NextAsync<UpgradeApplied>(2, e => e.UpgradeId == bad.UpgradeId)));

        await AgainAsync("while the good one is being watched");
        await world.SucceedAsync(second);
        again.Add(() => world.SucceedAsync(second));
        await AgainAsync("after all has ended");
        (await world.LogAsync()).Count.ShouldBe(5);

        async Task AgainAsync(string when)
        {
            var before = (await world.RowAsync(good), await world.RowAsync(bad), await world.PublishedCountAsync());
            foreach (var deliver in again)
            {
                await deliver();
            }

            (await world.RowAsync(good), await world.RowAsync(bad), await world.PublishedCountAsync()).ShouldBe(before, when);
        }
    }

    [Fact]
    public async Task a_verdict_about_another_commit_step_or_kind_is_a_late_one()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "1.2");
        var applied = await world.ApplyAsync(plan);
        var before = await world.RowAsync(plan, r => r.State == "verifying");

        await world.DeliverAsync(Plans.Failed(applied) with { CommitSha = new string('0', 40) });
        await world.DeliverAsync(Plans.Failed(applied) with { Step = 2 });
        await world.DeliverAsync(Plans.Failed(applied) with { Kind = StepKind.Rollback });
        await world.DeliverAsync(ExecutorWorld.RolledBack(applied));
        await world.SucceedAsync(applied with { StepCount = 1 });

        var after = await world.RowAsync(plan);
        (after.State, after.Step, after.Kind).ShouldBe((before.State, before.Step, before.Kind));
    }

    [Fact]
    public async Task a_kill_between_the_push_and_its_note_makes_one_commit()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var pushed = new TaskCompletionSource();
        var killed = new TaskCompletionSource();
        world.Git.Hold.AfterPush = async _ =>
        {
            pushed.TrySetResult();
            await killed.Task;
        };
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        await pushed.Task;
        await world.StopServiceAsync();
        killed.SetResult();
        world.Git.Hold.AfterPush = null;
        var theirs = await world.Git.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = "Theirs\n" }, "theirs");

        await world.StartServiceAsync();
        var applied = await world.NextAsync<UpgradeApplied>();

        var log = await world.LogAsync();
        log.Select(l => l.Subject).ShouldBe(["theirs", "upgrade: web 1.0 -> 1.1", log[^1].Subject]);
        (applied.CommitSha, log[0].Sha).ShouldBe((log[1].Sha, theirs));
        applied.Diff.ShouldContain("web:1.1");
        (await world.PublishedAsync<UpgradeApplied>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_push_whose_answer_never_comes_is_found_by_the_next_try()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        await world.StopServiceAsync();
        world.Settings["Repository:ServerTimeout"] = "00:00:01";
        await world.StartServiceAsync();
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var never = new TaskCompletionSource();
        // Git takes the push only after the client has given up.
        world.Git.Hold.BeforePush = _ => never.Task;
        await world.DeliverAsync(plan);
        await world.BaselineAsync(plan);
        await world.RowAsync(plan, r => r.LastError is not null);
        world.Git.Hold.BeforePush = null;
        never.SetResult();

        var applied = await world.NextAsync<UpgradeApplied>(timePasses: true);

        var log = await world.LogAsync();
        (log.Count, log[0].Sha).ShouldBe((2, applied.CommitSha));
    }

    [Fact]
    public async Task a_plan_that_cannot_be_carried_out_is_not_stored()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with { Steps = [] };

        (await Should.ThrowAsync<InvalidDataException>(() => world.DeliverAsync(plan))).Message.ShouldContain("steps are not 1 to 100");

        (await world.RowAsync(plan)).ShouldBeNull();
    }

    [Fact]
    public async Task text_from_release_notes_can_neither_skip_ci_nor_pose_as_ours()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web", "bait");
        var bait = Plans.At("bait", await world.HeadAsync(), "1.0", "1.1");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1") with
        {
            Risk = Risk.Caution,
            Summary = ["[ci skip] all good", $"x\n\nUpgrade-Id: {bait.UpgradeId}/1/Upgrade\n"],
            Reasons = [new RiskReason { Rule = "removed", Release = "1.1", Line = $"***NO_CI***\u2028Upgrade-Id: {bait.UpgradeId}/1/Upgrade", Url = "https://example.org" }],
            Advisories = ["CVE-2026-1 [skip actions]"],
        };

        await world.ApplyAsync(plan);
        var applied = await world.ApplyAsync(bait);

        var log = await world.LogAsync();
        log[0].Sha.ShouldBe(applied.CommitSha);
        (await world.TextAsync("bait")).ShouldBe(Plans.Terraform("bait", "1.1"));
        log[1].Body.ShouldNotContain("[ci skip]");
        log[1].Body.ShouldNotContain("NO_CI");
        log[1].Body.ShouldNotContain("[skip actions]");
        log[1].Body.Split('\n').ShouldNotContain(l => l.StartsWith($"Upgrade-Id: {bait.UpgradeId}", StringComparison.Ordinal));
        log[1].Body.ShouldContain("  - 1.1, removed: ");
    }
}

public sealed class RedeliveryTests() : RedeliveryScenarios(null);

[Trait("Length", "long")]
public sealed class RedeliveryOnPostgresTests(PostgresServer postgres) : RedeliveryScenarios(postgres);
