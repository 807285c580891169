using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Digest;
using Upgrades.Notifier.Slack;

namespace Upgrades.Tests.Notifier;

public sealed class DigestScheduleTests
{
    [Theory]
    [InlineData(DigestDay.Monday, 8, "2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z")]
    [InlineData(DigestDay.Monday, 8, "2026-11-02T07:59:59Z", "2026-10-26T08:00:00Z")]
    [InlineData(DigestDay.Monday, 8, "2026-11-08T23:00:00Z", "2026-11-02T08:00:00Z")]
    [InlineData(DigestDay.Sunday, 0, "2026-11-08T00:00:00Z", "2026-11-08T00:00:00Z")]
    [InlineData(DigestDay.Sunday, 23, "2026-11-08T22:00:00Z", "2026-11-01T23:00:00Z")]
    [InlineData(DigestDay.Friday, 12, "2027-01-01T13:00:00+14:00", "2026-12-25T12:00:00Z")]
    public void the_last_time_is_at_the_day_and_hour_or_a_week_before(DigestDay day, int hour, string now, string last) =>
        DigestSchedule.Last(day, hour, At(now)).ShouldBe(At(last));

    [Fact]
    public void off_is_never() => DigestSchedule.Last(DigestDay.Off, 8, At("2026-11-02T08:00:00Z")).ShouldBeNull();

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

public abstract class DigestScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private static readonly string[] Stacks = ["wiki", "shop", "photos"];

    [Fact]
    public async Task a_week_is_told_once_whatever_is_restarted()
    {
        await using var room = await RoomAsync(bot: true);
        await ADayAsync(room);
        room.Time.Advance(TimeSpan.FromDays(1));
        await room.TellTheWeekAsync();
        await room.RestartAsync();
        room.Time.Advance(TimeSpan.FromHours(2));
        await room.TellTheWeekAsync();

        var told = room.Workspace.Messages.ShouldHaveSingleItem().Text;
        told.ShouldBe((await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "notifier", "golden", "week.txt"))).TrimEnd('\n'));

        room.Time.Advance(TimeSpan.FromDays(7));
        await room.TellTheWeekAsync();
        room.Workspace.Messages.Count.ShouldBe(2);
        room.Workspace.Messages[1].Text.ShouldNotContain("rolled back");
        room.Workspace.Messages[1].Text.ShouldContain("*broken now: 2*");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task after_weeks_of_silence_there_is_one_message_for_all_of_them()
    {
        await using var room = await RoomAsync(bot: false);
        await ADayAsync(room);
        room.Time.Advance(TimeSpan.FromDays(20));

        await room.TellTheWeekAsync();
        room.Time.Advance(TimeSpan.FromHours(1));
        await room.TellTheWeekAsync();

        room.Slack.Messages.ShouldHaveSingleItem().ShouldStartWith(":calendar: *The week of upgrades, 2026-10-26 to 2026-11-16*");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_week_that_slack_does_not_take_is_told_later()
    {
        await using var room = await RoomAsync(bot: true);
        await room.TellTheWeekAsync();
        room.Time.Advance(TimeSpan.FromDays(1));
        room.Workspace.TokenError = "token_revoked";
        await room.TellTheWeekAsync();
        (await room.ErrorsAsync()).ShouldHaveSingleItem().ShouldStartWith("UPGRADES__SLACK__BOTTOKEN");

        room.Workspace.TokenError = null;
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.TellTheWeekAsync();

        room.Workspace.Messages.ShouldHaveSingleItem().Text.ShouldContain("Nothing was upgraded, nothing went wrong.");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task off_is_off()
    {
        await using var room = await RoomAsync(bot: true);
        room.Options.Digest = DigestDay.Off;
        for (var day = 0; day < 10; day++)
        {
            await room.TellTheWeekAsync();
            room.Time.Advance(TimeSpan.FromDays(1));
        }

        room.Workspace.Messages.ShouldBeEmpty();
    }

    /// <summary>Begins on Sunday, 2026-11-01, at 8:00; the week ends a day later.</summary>
    private async Task<SlackRoom> RoomAsync(bool bot) => await SlackRoom.OpenAsync(await DatabaseAsync(), bot);

    /// <summary>Something of everything, told to nobody but the timeline; the loop has made its first move.</summary>
    private static async Task ADayAsync(SlackRoom room)
    {
        await room.TellTheWeekAsync();
        var (plan, good, held) = (GoldenEvents.Read<UpgradePlanned>(), GoldenEvents.Read<UpgradeSucceeded>(), GoldenEvents.Read<UpdateHeld>());
        var aborted = GoldenEvents.Read<UpgradeAborted>();
        await room.RecordAsync(
            plan, plan with { Revision = 1 }, held, held with { UpdateId = Guid.NewGuid(), Tag = "v2.7.6" },
            GoldenEvents.Read<UpgradeRolledBack>() with { UpgradeId = Guid.NewGuid() },
            aborted with { UpgradeId = Guid.NewGuid(), Stack = "shop" }, aborted with { UpgradeId = Guid.NewGuid(), Stage = AbortStage.Push, Reason = "the remote refuses: 403" },
            GoldenEvents.Read<SecondChanceDecided>() with { RetryAt = null, Attempts = 4 }, GoldenEvents.Read<VersionQuarantined>(),
            GoldenEvents.Read<RollbackFailed>() with { UpgradeId = Guid.NewGuid(), Stack = "broken" }, GoldenEvents.Read<RollbackFailed>() with { UpgradeId = Guid.NewGuid(), Stack = "mended" },
            GoldenEvents.Read<DependencyFailed>(), GoldenEvents.Read<DependencyFailed>() with { Dependency = "kubernetes" }, GoldenEvents.Read<DependencyRecovered>() with { Dependency = "kubernetes" });
        await room.RecordAsync([.. Stacks.Append("mended").Select(s => good with { UpgradeId = Guid.NewGuid(), Stack = s })]);
        var ends = Enumerable.Range(0, 9).Select(i => good with { UpgradeId = Guid.NewGuid(), Stack = $"more-{i}" });
        await room.RecordAsync([.. ends]);
    }
}

public sealed class DigestTests() : DigestScenarios(null);

[Trait("Length", "long")]
public sealed class DigestOnPostgresTests(PostgresServer postgres) : DigestScenarios(postgres);
