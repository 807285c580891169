using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class StepChangeTests
{
    private static readonly string Old = "sha256:" + new string('1', 64);
    private static readonly string New = "sha256:" + new string('2', 64);
    private static readonly string Newest = "sha256:" + new string('3', 64);

    [Fact]
    public void a_step_goes_from_the_step_before()
    {
        var second = StepChange.Forward(Plans.Of("web", "1.0", "1.1", "2.0"), 2);

        (second.From, second.To, second.Number, second.Count, second.Kind).ShouldBe(("1.1", "2.0", 2, 2, StepKind.Upgrade));
        second.Trailer(Guid.Empty).ShouldBe("00000000-0000-0000-0000-000000000000/2/Upgrade");
    }

    [Fact]
    public void a_step_back_is_the_same_edit_the_other_way_round()
    {
        var plan = Plans.Of("web", "1.0", "1.1", "2.0");

        var back = StepChange.Back(plan, 2);

        (back.From, back.To, back.Kind).ShouldBe(("2.0", "1.1", StepKind.Rollback));
        back.Edits.Single().ShouldBe(plan.Steps[1].Edits.Single() with { OldText = "ghcr.io/acme/web:2.0", NewText = "ghcr.io/acme/web:1.1" });
    }

    [Fact]
    public void a_step_without_changes_of_its_own_makes_those_of_the_plan()
    {
        var plan = Plans.Of("web", "1.0", "1.1");

        StepChange.Forward(plan with { Steps = [plan.Steps[0] with { Images = [] }] }, 1).Images.ShouldBe(plan.Images);
    }

    [Fact]
    public void several_versions_are_all_named_once()
    {
        var plan = Plans.Of("web", "1.0", "1.1");
        var step = plan.Steps[0] with
        {
            Images = [Plans.Change("web", "1.0", "1.1"), Plans.Change("worker", "1.0", "1.1")],
            Charts = [new ChartChange { Release = "r", Chart = "c", From = "5.1", To = "5.2" }],
        };

        var change = StepChange.Forward(plan with { Steps = [step] }, 1);

        (change.From, change.To).ShouldBe(("1.0, 5.1", "1.1, 5.2"));
    }

    [Fact]
    public void a_digest_goes_back_with_its_version()
    {
        var plan = Plans.Of("web", "1.0", "1.1", "2.0");
        var pinned = plan with
        {
            Steps =
            [
                plan.Steps[0] with { Images = [Plans.Change("web", "1.0", "1.1") with { Digest = New }], Edits = [plan.Steps[0].Edits[0] with { OldText = $"ghcr.io/acme/web:1.0@{Old}" }] },
                plan.Steps[1] with { Images = [Plans.Change("web", "1.1", "2.0") with { Digest = Newest }] },
            ],
        };

        StepChange.Back(pinned, 1).Images.Single().Digest.ShouldBe(Old);
        StepChange.Back(pinned, 2).Images.Single().Digest.ShouldBe(New);
        StepChange.Back(plan, 1).Images.Single().Digest.ShouldBeNull();
    }
}
