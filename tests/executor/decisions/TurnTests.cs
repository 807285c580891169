using Upgrades.Executor;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class TurnTests
{
    private const long Now = 1_000_000;
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void turns_go_to_the_oldest_until_the_limit_is_reached() =>
        Decide(waiting: ["a", "b", "c"], active: ["x"], limit: 3).ShouldBe(["a begins", "b begins", "c: waits for one of 3 turns"]);

    [Fact]
    public void a_busy_stack_is_passed_over_and_its_turn_goes_to_the_next() =>
        Decide(waiting: ["x", "a", "b"], active: ["x"], limit: 2).ShouldBe(["x: waits for upgrade active-x of the same stack", "a begins", "b: waits for one of 2 turns"]);

    [Fact]
    public void two_of_one_stack_go_one_after_the_other() =>
        Decide(waiting: ["a", "a", "b"], active: [], limit: 10).ShouldBe(["a begins", "a: waits for upgrade waiting-0 of the same stack", "b begins"]);

    [Fact]
    public void nobody_begins_while_paused() =>
        Decide(waiting: ["a", "old"], active: [], limit: 10, paused: true).ShouldBe(["a: an operator has paused upgrades", "old: an operator has paused upgrades"]);

    [Fact]
    public void a_plan_that_is_too_old_gives_its_turn_to_the_next() =>
        Decide(waiting: ["old", "a"], active: [], limit: 1).ShouldBe(["old is planned again", "a begins"]);

    [Fact]
    public void a_plan_that_is_too_old_is_planned_again_only_when_its_turn_comes() =>
        Decide(waiting: ["old"], active: ["x"], limit: 1).ShouldBe(["old: waits for one of 1 turns"]);

    [Fact]
    public void stacks_of_two_repositories_with_one_name_are_two() =>
        Turn.Decide(
            [Queued("w", "a") with { Repository = "other" }], [Queued("active", "a")], new Controls(Paused: false, 10, None), Now)
            .ShouldHaveSingleItem().Turn.ShouldBeOfType<Turn.Begin>();

    [Fact]
    public void a_lowered_limit_lets_running_ones_be() =>
        Decide(waiting: ["a"], active: ["x", "y", "z"], limit: 1).ShouldBe(["a: waits for one of 1 turns"]);

    [Fact]
    public void a_held_stack_stays_with_the_operators_words_and_others_go() =>
        Decide(waiting: ["a", "b"], active: [], limit: 10, held: new() { ["a"] = "until Monday" }).ShouldBe(["a: an operator holds a: until Monday", "b begins"]);

    [Fact]
    public void stacks_that_share_something_go_one_after_the_other_whichever_says_so()
    {
        var saying = Queued("w1", "a") with { SharedWith = """["b"]""" };

        Turn.Decide([saying], [Queued("x", "b")], new Controls(Paused: false, 10, None), Now).Single().Turn
            .ShouldBe(new Turn.Stay("waits for upgrade x of b, with which it shares something (shared_with)"));
        Turn.Decide([Queued("w2", "b")], [saying], new Controls(Paused: false, 10, None), Now).Single().Turn
            .ShouldBe(new Turn.Stay("waits for upgrade w1 of a, with which it shares something (shared_with)"));
        Turn.Decide([saying, Queued("w2", "b"), Queued("w3", "c")], [], new Controls(Paused: false, 10, None), Now).Select(t => t.Turn is Turn.Begin).ShouldBe([true, false, true]);
    }

    [Fact]
    public void a_plan_from_before_its_stack_was_changed_is_made_again_first() =>
        Turn.Decide([Queued("w", "a") with { StackChangedAt = Now + 1 }, Queued("w2", "b") with { StackChangedAt = Now - 1 }], [], new Controls(Paused: false, 10, None), Now)
            .Select(t => t.Turn).ShouldBe([new Turn.Replan("another upgrade of the stack has changed git since it was planned"), new Turn.Begin()]);

    [Fact]
    public void who_needs_what_is_broken_stays_and_takes_no_turn_from_the_others()
    {
        var held = new Turn.Stay("waits: git-push has failed", LookAt: Now + 1);

        Turn.Decide([Queued("w1", "a"), Queued("w2", "b")], [], new Controls(Paused: false, 1, None), Now, q => q.Stack == "a" ? held : null)
            .Select(t => t.Turn).ShouldBe([held, new Turn.Begin()]);
    }

    [Fact]
    public void an_operators_hold_and_a_pause_go_before_what_is_broken()
    {
        Turn.Stay? Held(QueuedUpgrade upgrade) => new("waits: git-push has failed");

        Turn.Decide([Queued("w", "a")], [], new Controls(Paused: true, 10, None), Now, Held).Single().Turn.ShouldBe(new Turn.Stay("an operator has paused upgrades"));
        Turn.Decide([Queued("w", "a")], [], new Controls(Paused: false, 10, new Dictionary<string, string> { ["a"] = "" }), Now, Held).Single().Turn
            .ShouldBe(new Turn.Stay("an operator holds a"));
    }

    [Theory]
    [InlineData("why", null, null, false)]
    [InlineData("why", 5L, null, true)]
    [InlineData("why", 5L, 20L, true)]
    [InlineData("why", 15L, 20L, false)]
    [InlineData("why", null, 20L, true)]
    [InlineData("other", 15L, 20L, true)]
    public void a_reason_is_written_when_it_is_new_or_nobody_would_look_again(string before, long? due, long? lookAt, bool isNew) =>
        new Turn.Stay("why", lookAt).IsNewTo(Queued("w", "a") with { Reason = before, DueAt = due }, now: 10).ShouldBe(isNew);

    private static IEnumerable<string> Decide(string[] waiting, string[] active, int limit, bool paused = false, Dictionary<string, string>? held = null) => Turn.Decide(
        waiting.Select((s, i) => Queued($"waiting-{i}", s)), active.Select(s => Queued($"active-{s}", s)), new Controls(paused, limit, held ?? None), Now)
        .Select(t => t.Turn switch
        {
            Turn.Begin => $"{t.Upgrade.Stack} begins",
            Turn.Replan => $"{t.Upgrade.Stack} is planned again",
            Turn.Stay stay => $"{t.Upgrade.Stack}: {stay.Reason}",
            _ => "?",
        });

    private static QueuedUpgrade Queued(string id, string stack) => new() { Id = id, Repository = "r", Stack = stack, PlannedAt = stack == "old" ? Now - 1 : Now };
}
