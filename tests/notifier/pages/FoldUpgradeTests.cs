using CsCheck;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Folding;

namespace Upgrades.Tests.Notifier.Pages;

public sealed class FoldUpgradeTests
{
    private readonly TimelineEvents _events = new(Steps: 3);

    [Fact]
    public void each_event_takes_the_upgrade_forward()
    {
        var seen = new List<(string, long)>();
        UpgradeSummary? summary = null;
        foreach (var (message, i) in _events.Good.Select((m, i) => (m, i)))
        {
            summary = FoldUpgrade.Fold(summary, _events.Id.ToString(), i + 1, i * 1000, message);
            seen.Add((summary.Outcome ?? summary.State, summary.Step));
        }

        seen.ShouldBe(
        [
            ("waiting", 0), ("running", 0), ("running", 0), ("running", 0), ("running", 1), ("running", 1), ("running", 1), ("running", 2), ("running", 2), ("running", 2),
            ("running", 3), ("running", 3), ("succeeded", 3),
        ]);
        (summary!.StepCount, summary.BeganAt, summary.EndedAt, summary.Risk).ShouldBe((3, 1000, 12_000, "Caution"));
        VersionMove.Read(summary.Moves).ShouldBe([new VersionMove("shop", "1.0.0", "1.1.0")]);
    }

    [Fact]
    public void in_whatever_order_the_queues_hand_them_out_the_end_is_the_same() => Gen.Shuffle(_events.Undone.ToArray()).Sample(
        shuffled =>
        {
            var summary = Fold(shuffled);
            return (summary.State, summary.Outcome, summary.Doing, summary.Risk, summary.Moves) == ("done", "rolled-back", "the container keeps crashing", "Caution", Fold(_events.Undone).Moves);
        },
        iter: 300);

    [Fact]
    public void what_comes_late_does_not_take_it_back()
    {
        var summary = Fold([_events.Planned, _events.Started, _events.Applied(2), _events.Verified(1), _events.Pipeline(1), _events.Baseline]);

        (summary.State, summary.Step, summary.Doing).ShouldBe(("running", 2, "pushed; waits for CI"));
    }

    [Fact]
    public void an_undo_is_further_than_the_change_it_undoes()
    {
        var summary = Fold([_events.Planned, _events.Applied(), _events.Failed(), _events.Applied(kind: StepKind.Rollback)]);

        summary.Doing.ShouldBe("the old version is put back; waits for CI");
    }

    [Fact]
    public void a_plan_that_does_not_hold_is_waited_for_again()
    {
        Fold([_events.Planned, _events.Started, _events.Outdated]).Doing.ShouldBe("to be planned again: git has moved");

        var again = Fold([_events.Planned, _events.Started, _events.Outdated, _events.Planned with { Revision = 1 }]);
        (again.State, again.Doing).ShouldBe(("waiting", "planned again; waits for its turn"));

        Fold([_events.Planned, _events.Outdated, _events.Planned with { Revision = 1 }, _events.Started]).State.ShouldBe("running");
    }

    [Fact]
    public void an_end_is_not_undone_by_what_is_told_again() => Fold([.. _events.Good, _events.Applied(), _events.Outdated, _events.Planned]).Outcome.ShouldBe("succeeded");

    [Fact]
    public void a_stack_that_is_left_alone_without_a_plan_has_an_outcome_too()
    {
        var skipped = new UpgradeSkipped { UpdateIds = [_events.UpdateId], Stack = "a b", Image = "o/r", To = "2", Reason = SkipReason.NotInRepository, Detail = "no stack uses it" };

        FoldUpgrade.Subject(skipped).ShouldBe($"{_events.UpdateId}/a%20b");
        Fold([skipped]).ShouldSatisfyAllConditions(s => s.Outcome.ShouldBe("skipped"), s => s.Doing.ShouldBe("no stack uses it"), s => s.Stack.ShouldBe("a b"));
    }

    [Fact]
    public void it_is_found_by_all_that_somebody_would_type()
    {
        var search = Fold(_events.Undone).Search;

        foreach (var term in (string[])["shop", "ghcr.io/example/shop", "1.1.0", "caution", "cve-2026-12345", TimelineEvents.Sha, "the cart is gone", "crashloopbackoff", "rolled back", "keeps crashing"])
        {
            search.ShouldContain(term);
        }
    }

    [Theory]
    [InlineData("100%_!", new[] { "%100!%!_!!%" })]
    [InlineData("  Shop   1.1.0 ", new[] { "%shop%", "%1.1.0%" })]
    [InlineData("", new string[0])]
    public void what_is_typed_is_no_pattern(string text, string[] patterns) => SearchText.Patterns(text).ShouldBe(patterns);

    private static UpgradeSummary Fold(IEnumerable<object> messages) => messages.Select((m, i) => (m, i)).Where(m => FoldUpgrade.Subject(m.m) is not null)
        .Aggregate((UpgradeSummary?)null, (summary, m) => FoldUpgrade.Fold(summary, FoldUpgrade.Subject(m.m)!, m.i + 1, m.i * 1000, m.m))!;
}
