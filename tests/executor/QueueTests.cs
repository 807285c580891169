using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Executor;

public abstract class QueueScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    [Fact]
    public async Task a_stack_is_upgraded_by_one_at_a_time()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var head = await world.HeadAsync();
        var first = Plans.At("web", head, "1.0", "1.1");
        var second = Plans.At("web", head, "1.0", "1.1") with { UpgradeId = Guid.NewGuid(), Images = [new ImageChange { Image = "docker.io/library/redis", From = "7.0", To = "7.2" }] };

        var applied = await world.ApplyAsync(first);
        await world.DeliverAsync(second);
        (await world.RowAsync(second, r => r.Reason.Length > 0)).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe("waiting"), r => r.Reason.ShouldBe($"waits for upgrade {first.UpgradeId} of the same stack"), r => r.DueAt.ShouldBeNull());

        await world.SucceedAsync(applied);

        (await world.NextAsync<UpgradeStarted>(2)).UpgradeId.ShouldBe(second.UpgradeId);
    }

    [Fact]
    public async Task over_the_limit_the_oldest_goes_next_and_a_raised_limit_takes_effect_at_once()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a", "b", "c", "d");
        (await world.OperateAsync(HttpMethod.Put, "in-flight", """{"maxInFlight":1}""")).Status.ShouldBe(200);
        var head = await world.HeadAsync();
        var plans = new[] { "a", "b", "c", "d" }.Select(s => Plans.At(s, head, "1.0", "1.1")).ToList();
        var applied = await world.ApplyAsync(plans[0]);
        foreach (var plan in plans.Skip(1))
        {
            await world.DeliverAsync(plan);
            (await world.RowAsync(plan, r => r.Reason.Length > 0)).Reason.ShouldBe("waits for one of 1 turns");
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await world.SucceedAsync(applied);
        (await world.NextAsync<UpgradeStarted>(2)).Stack.ShouldBe("b");

        var (_, status) = await world.OperateAsync(HttpMethod.Put, "in-flight", """{"maxInFlight":2}""");
        status.GetProperty("maxInFlight").GetInt32().ShouldBe(2);
        (await world.NextAsync<UpgradeStarted>(3)).Stack.ShouldBe("c");
        (await world.RowAsync(plans[3], r => r.Reason == "waits for one of 2 turns")).State.ShouldBe("waiting");
    }

    [Fact]
    public async Task what_closes_a_weakness_goes_first_the_worst_before_all_and_nobody_waits_more_than_a_day_for_it()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "aged", "plain", "low", "high", "critical", "old-high");
        await world.OperateAsync(HttpMethod.Put, "in-flight", """{"maxInFlight":1}""");
        await world.OperateAsync(HttpMethod.Post, "pause");
        var head = await world.HeadAsync();
        foreach (var (stack, severity, wait) in (IEnumerable<(string, string?, TimeSpan)>)
            [("aged", null, TimeSpan.FromHours(23)), ("plain", null, TimeSpan.FromMinutes(20)), ("low", "low", TimeSpan.FromMinutes(20)), ("old-high", "high", TimeSpan.FromMinutes(20)),
             ("high", "high", TimeSpan.FromMinutes(20)), ("critical", "critical", TimeSpan.FromMinutes(20))])
        {
            await world.DeliverAsync(Plans.At(stack, head, "1.0", "1.1") with
            {
                PlannedAt = world.Time.GetUtcNow() + TimeSpan.FromHours(2),
                SecurityFixes = stack is "aged" or "plain" ? [] : [new SecurityFix { Id = "CVE-2026-0002" }, new SecurityFix { Id = "CVE-2026-0001", Severity = severity }],
            });
            world.Time.Advance(wait);
        }

        await world.OperateAsync(HttpMethod.Post, "resume");
        foreach (var (stack, turn) in ((string[])["aged", "critical", "old-high", "high", "low", "plain"]).Select((s, i) => (s, i + 1)))
        {
            var started = await world.NextAsync<UpgradeStarted>(turn);
            started.Stack.ShouldBe(stack);
            (await world.OperateAsync(HttpMethod.Post, $"upgrades/{started.UpgradeId}/cancel")).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task pause_lets_running_ones_finish_and_resume_goes_on()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a", "b");
        var head = await world.HeadAsync();
        var (running, late) = (Plans.At("a", head, "1.0", "1.1", "1.2"), Plans.At("b", head, "1.0", "1.1"));
        var applied = await world.ApplyAsync(running);

        (await world.OperateAsync(HttpMethod.Post, "pause")).Body.GetProperty("paused").GetBoolean().ShouldBeTrue();
        await world.DeliverAsync(late);
        (await world.RowAsync(late, r => r.Reason.Length > 0)).Reason.ShouldBe("an operator has paused upgrades");
        await world.SucceedAsync(applied);
        await world.SucceedAsync(await world.NextAsync<UpgradeApplied>(2));
        (await world.RowAsync(running)).Outcome.ShouldBe("succeeded");
        (await world.PublishedAsync<UpgradeStarted>()).Count.ShouldBe(1);

        (await world.OperateAsync(HttpMethod.Post, "resume")).Body.GetProperty("paused").GetBoolean().ShouldBeFalse();
        (await world.NextAsync<UpgradeStarted>(2)).Stack.ShouldBe("b");
    }

    [Fact]
    public async Task a_pause_and_a_limit_outlive_a_restart()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a");
        await world.OperateAsync(HttpMethod.Post, "pause");
        await world.OperateAsync(HttpMethod.Put, "in-flight", """{"maxInFlight":3}""");

        await world.StopServiceAsync();
        await world.StartServiceAsync();

        var (_, status) = await world.OperateAsync(HttpMethod.Get, "status");
        (status.GetProperty("paused").GetBoolean(), status.GetProperty("maxInFlight").GetInt32(), status.GetProperty("mode").GetString()).ShouldBe((true, 3, "Upgrade"));
    }

    [Fact]
    public async Task a_limit_raised_by_a_setting_counts_from_the_next_start()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a", "b");
        await world.StopServiceAsync();
        world.Settings["Executor:MaxInFlight"] = "1";
        await world.StartServiceAsync();
        var head = await world.HeadAsync();
        await world.ApplyAsync(Plans.At("a", head, "1.0", "1.1"));
        var late = Plans.At("b", head, "1.0", "1.1");
        await world.DeliverAsync(late);
        await world.RowAsync(late, r => r.DueAt is null && r.Reason == "waits for one of 1 turns");

        await world.StopServiceAsync();
        world.Settings["Executor:MaxInFlight"] = "2";
        await world.StartServiceAsync();

        (await world.NextAsync<UpgradeStarted>(1, e => e.Stack == "b")).UpgradeId.ShouldBe(late.UpgradeId);
    }

    [Fact]
    public async Task what_waits_can_be_cancelled_and_what_is_pushed_cannot()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a", "b");
        var head = await world.HeadAsync();
        var (pushed, asking) = (Plans.At("a", head, "1.0", "1.1"), Plans.At("b", head, "1.0", "1.1"));
        await world.ApplyAsync(pushed);
        await world.DeliverAsync(asking);
        await world.NextAsync<UpgradeStarted>(2);

        (await world.OperateAsync(HttpMethod.Post, $"upgrades/{asking.UpgradeId}/cancel")).Status.ShouldBe(200);
        var (status, body) = await world.OperateAsync(HttpMethod.Post, $"upgrades/{pushed.UpgradeId}/cancel");
        (await world.OperateAsync(HttpMethod.Post, $"upgrades/{Guid.NewGuid()}/cancel")).Status.ShouldBe(404);

        (status, body.GetProperty("state").GetString()).ShouldBe((409, "verifying"));
        var skipped = (await world.PublishedAsync<UpgradeSkipped>()).ShouldHaveSingleItem();
        skipped.ShouldSatisfyAllConditions(e => e.Reason.ShouldBe(SkipReason.Cancelled), e => e.UpgradeId.ShouldBe(asking.UpgradeId), e => e.Stack.ShouldBe("b"));
        await world.DeliverAsync(new BaselineRecorded { UpgradeId = asking.UpgradeId, Stack = "b", Problems = [] });
        (await world.RowAsync(asking)).State.ShouldBe("done");
    }

    [Fact]
    public async Task observing_answers_every_plan_and_touches_nothing()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "a", "b");
        var head = await world.HeadAsync();
        var begun = Plans.At("a", head, "1.0", "1.1");
        await world.DeliverAsync(begun);
        await world.NextAsync<UpgradeStarted>();

        await world.StopServiceAsync();
        world.Settings["Executor:Mode"] = "Observe";
        await world.StartServiceAsync();
        await world.DeliverAsync(Plans.At("b", head, "1.0", "1.1") with { Backup = Plans.SharedBackup });
        await world.DeliverAsync(new BaselineRecorded { UpgradeId = begun.UpgradeId, Stack = "a", Problems = [] });
        await world.NextAsync<UpgradeSkipped>(2);

        (await world.PublishedAsync<UpgradeSkipped>()).ShouldAllBe(e => e.Reason == SkipReason.ObserveMode);
        (await world.HeadAsync()).ShouldBe(head);
        world.Cluster.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task a_newer_target_replaces_the_waiting_one_and_an_older_one_does_not_come_in()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var head = await world.HeadAsync();
        await world.OperateAsync(HttpMethod.Post, "pause");
        var (old, newer, late) = (Plans.At("web", head, "1.0", "1.1"), Plans.At("web", head, "1.0", "1.3"), Plans.At("web", head, "1.0", "1.2"));

        await world.DeliverAsync(old);
        await world.DeliverAsync(newer);
        await world.DeliverAsync(late);

        (await world.PublishedAsync<UpgradeSkipped>()).Select(e => (e.UpgradeId, e.To, e.Reason))
            .ShouldBe([(old.UpgradeId, "1.1", SkipReason.Superseded), (late.UpgradeId, "1.2", SkipReason.Superseded)]);
        await world.OperateAsync(HttpMethod.Post, "resume");
        (await world.NextAsync<UpgradeStarted>()).UpgradeId.ShouldBe(newer.UpgradeId);
    }

    [Fact]
    public async Task a_plan_over_a_day_old_is_planned_again_when_its_turn_comes()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        await world.OperateAsync(HttpMethod.Post, "pause");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.DeliverAsync(plan);
        world.Time.Advance(TimeSpan.FromHours(25));

        await world.OperateAsync(HttpMethod.Post, "resume");

        (await world.NextAsync<PlanOutdated>()).Reason.ShouldBe("the plan is too old");
        await world.DeliverAsync(plan with { Revision = 1, PlannedAt = world.Time.GetUtcNow() });
        (await world.NextAsync<UpgradeStarted>()).UpgradeId.ShouldBe(plan.UpgradeId);
    }

    [Fact]
    public async Task a_verifier_that_does_not_answer_is_asked_again_and_nothing_goes_on()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        await world.DeliverAsync(plan);
        var first = await world.NextAsync<UpgradeStarted>();

        await world.RowAsync(plan, r => r.Reason.StartsWith("no baseline from the verifier for 2", StringComparison.Ordinal), timePasses: true);

        (await world.NextAsync<UpgradeStarted>(2)).ShouldBeEquivalentTo(first);
        (await world.RowAsync(plan)).State.ShouldBe("baseline");
        (await world.LogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task without_a_verdict_the_same_commit_is_shown_again()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1");
        var applied = await world.ApplyAsync(plan);
        var due = (await world.RowAsync(plan, r => r.DueAt is not null)).DueAt!.Value;

        DateTimeOffset.FromUnixTimeMilliseconds(due).ShouldBe(applied.AppliedAt + TimeSpan.FromMinutes(102));
        world.Time.Advance(TimeSpan.FromMinutes(102));

        (await world.NextAsync<UpgradeApplied>(2, timePasses: true)).ShouldBeEquivalentTo(applied);
        (await world.LogAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("in-flight", """{"maxInFlight":0}""")]
    [InlineData("in-flight", """{"maxInFlight":100000}""")]
    public async Task a_senseless_limit_is_refused(string path, string body)
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync());

        (await world.OperateAsync(HttpMethod.Put, path, body)).Status.ShouldBe(400);
        (await world.OperateAsync(HttpMethod.Put, path, body, token: "wrong")).Status.ShouldBe(401);
        (await world.OperateAsync(HttpMethod.Get, "upgrades?state=nonsense")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task the_list_shows_where_each_upgrade_stands()
    {
        await using var world = await ExecutorWorld.StartOnAsync(await DatabaseAsync(), "web");
        var plan = Plans.At("web", await world.HeadAsync(), "1.0", "1.1", "2.0");
        var applied = await world.ApplyAsync(plan);

        var (_, list) = await world.OperateAsync(HttpMethod.Get, "upgrades?state=verifying");

        var one = list.EnumerateArray().ShouldHaveSingleItem();
        (one.GetProperty("stack").GetString(), one.GetProperty("from").GetString(), one.GetProperty("to").GetString(), one.GetProperty("step").GetInt32(), one.GetProperty("commit").GetString())
            .ShouldBe(("web", "1.0", "2.0", 1, applied.CommitSha));
    }
}

public sealed class QueueTests() : QueueScenarios(null);

[Trait("Length", "long")]
public sealed class QueueOnPostgresTests(PostgresServer postgres) : QueueScenarios(postgres);
