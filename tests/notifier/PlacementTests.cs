using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Messages;

namespace Upgrades.Tests.Notifier;

public sealed class PlacementTests
{
    public static TheoryData<Type> Events() => [.. EndpointTable.Events];

    /// <summary>The golden events in the table, reviewed by eye.</summary>
    [Theory]
    [MemberData(nameof(Events))]
    public void the_table_says_where_each_event_is_told(Type eventType)
    {
        var message = GoldenEvents.Read(eventType);
        var row = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "notifier", "golden", "placement.txt")).Single(l => l.StartsWith($"{eventType.Name} ", StringComparison.Ordinal));

        row.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe([eventType.Name, $"{Severities.Of(message)}", $"{Placement.Of(message)}"]);
    }

    [Theory]
    [InlineData(SkipReason.AlreadyCurrent, false)]
    [InlineData(SkipReason.NotInRepository, false)]
    [InlineData(SkipReason.SkipPattern, false)]
    [InlineData(SkipReason.Quarantined, true)]
    [InlineData(SkipReason.NotComparable, true)]
    [InlineData(SkipReason.IgnoredByTerraform, true)]
    [InlineData(SkipReason.TagNotInRegistry, false)]
    public void of_what_is_left_alone_only_that_is_told_which_a_person_can_change(SkipReason reason, bool told) =>
        Placement.Of(GoldenEvents.Read<UpgradeSkipped>() with { UpgradeId = null, Stack = "shop", Reason = reason }).ShouldBe(told ? Place.Channel : Place.Nowhere);

    [Fact]
    public void a_plan_that_comes_to_nothing_is_told_in_its_thread() =>
        Placement.Of(GoldenEvents.Read<UpgradeSkipped>() with { UpgradeId = Guid.NewGuid(), Reason = SkipReason.AlreadyCurrent }).ShouldBe(Place.Thread);

    [Fact]
    public void a_missing_tag_is_told_first_and_last()
    {
        var decided = GoldenEvents.Read<SecondChanceDecided>() with { UpgradeId = null };

        Placement.Of(decided).ShouldBe(Place.Channel);
        Placement.Of(decided with { Attempts = 2 }).ShouldBe(Place.Nowhere);
        Placement.Of(decided with { Attempts = 4, RetryAt = null }).ShouldBe(Place.Channel);
    }

    [Fact]
    public void giving_up_concerns_everybody()
    {
        var decided = GoldenEvents.Read<SecondChanceDecided>() with { RetryAt = null };

        (Placement.Of(decided), Severities.Of(decided)).ShouldBe((Place.ThreadAndChannel, Severity.Problem));
    }

    [Fact]
    public void what_a_person_has_called_off_alarms_nobody()
    {
        var cancelled = GoldenEvents.Read<UpgradeAborted>() with { Final = true, Cause = FailureCause.Unknown };

        (Placement.Of(cancelled), Severities.Of(cancelled)).ShouldBe((Place.Thread, Severity.Info));
    }

    [Fact]
    public void a_state_before_that_is_good_makes_no_sound() =>
        Placement.Of(GoldenEvents.Read<BaselineRecorded>() with { Problems = [], Blocker = null }).ShouldBe(Place.Message);
}
