using Upgrades.Ingest.Decisions;

namespace Upgrades.Tests.Ingest;

public sealed class AdmissionTests
{
    private static readonly Situation Free = new(OpenId: null, HeldOfImage: [], AnyHeld: false, SlotFree: true);

    [Fact]
    public void a_free_slot_admits() => Admission.Decide(Free, "1.1.0", force: false).ShouldBe(new Admission.Admit(TakesSlot: true));

    [Fact]
    public void a_full_window_holds() => Admission.Decide(Free with { SlotFree = false }, "1.1.0", force: false).ShouldBe(new Admission.Hold(Replaces: null));

    [Fact]
    public void nobody_overtakes_who_is_held() => Admission.Decide(Free with { AnyHeld = true }, "1.1.0", force: false).ShouldBe(new Admission.Hold(Replaces: null));

    [Fact]
    public void an_open_one_makes_a_duplicate() => Admission.Decide(Free with { OpenId = "a" }, "1.1.0", force: false).ShouldBe(new Admission.Duplicate("a"));

    [Fact]
    public void force_passes_beside_dedupe_and_limit() =>
        Admission.Decide(Free with { OpenId = "a", SlotFree = false }, "1.1.0", force: true).ShouldBe(new Admission.Admit(TakesSlot: false));

    [Theory]
    [InlineData("1.0.0", "1.1.0", "held")]
    [InlineData("1.0.0", "1.0.0", "held")]
    [InlineData("1.0.0", "1.1.0-alpine", null)]
    [InlineData("1.0.0", "nightly", null)]
    public void a_newer_comparable_tag_takes_the_place_of_the_held_one(string held, string tag, string? replaced) =>
        Admission.Decide(Free with { SlotFree = false, AnyHeld = true, HeldOfImage = [new HeldUpdate("held", held)] }, tag, force: false)
            .ShouldBe(new Admission.Hold(replaced));

    [Fact]
    public void an_older_tag_than_the_held_one_is_left_alone() =>
        Admission.Decide(Free with { SlotFree = false, AnyHeld = true, HeldOfImage = [new HeldUpdate("held", "2.0.0")] }, "1.9.0", force: false)
            .ShouldBe(new Admission.Overtaken("2.0.0"));

    [Fact]
    public void the_window_rolls_with_each_admission()
    {
        var window = new RateWindow(Limit: 2, Window: 100, ResetAt: 0);

        window.NextFree(nthNewest: null, now: 50).ShouldBe(50);
        window.NextFree(nthNewest: 10, now: 50).ShouldBe(110);
        window.CountsFrom(now: 250).ShouldBe(150);
        (window with { ResetAt = 45 }).CountsFrom(now: 50).ShouldBe(45);
    }
}
