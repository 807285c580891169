using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Slack;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Notifier;

/// <summary>What a bot is promised: a message per upgrade that says how it stands, its events in order in a thread, nothing lost whatever Slack does.</summary>
public abstract class BotScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private static readonly UpgradePlanned Plan = GoldenEvents.Read<UpgradePlanned>();
    private static readonly UpgradeApplied Applied = GoldenEvents.Read<UpgradeApplied>() with { Fix = null, Kind = StepKind.Upgrade };
    private static readonly UpgradeSucceeded Succeeded = GoldenEvents.Read<UpgradeSucceeded>();

    private SlackRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await SlackRoom.OpenAsync(await DatabaseAsync(), bot: true);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private IReadOnlyList<SlackMessage> Shown => _room.Workspace.Shown(SlackWorkspace.Channel);

    private IEnumerable<string> Signs(SlackMessage parent) => _room.Workspace.Thread(parent).Select(m => m.Text.Split(' ')[0]);

    [Fact]
    public async Task an_upgrade_has_one_message_that_is_edited_and_a_thread_in_order()
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        await _room.RecordAsync(GoldenEvents.Read<BackupCompleted>(), Applied);
        await _room.PostAsync();
        await _room.RecordAsync(Succeeded);
        await _room.PostAsync();

        var parent = Shown.ShouldHaveSingleItem();
        parent.Text.ShouldStartWith(":white_check_mark: *`immich`*: `immich-server` `v2.7.4` → `v2.7.5`");
        parent.Edits.ShouldBe(2);
        Signs(parent).ShouldBe([":large_yellow_circle:", ":floppy_disk:", ":pencil2:", ":white_check_mark:"]);
        (await _room.LanesAsync()).ShouldBeEmpty();
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task what_concerns_nobody_makes_no_sound_and_what_is_of_no_upgrade_stands_for_itself()
    {
        await _room.RecordAsync(
            GoldenEvents.Read<UpdateDetected>(), GoldenEvents.Read<UpdateAnalyzed>(), GoldenEvents.Read<UpdateReleased>(), GoldenEvents.Read<UpdateHeld>(), GoldenEvents.Read<DependencyFailed>());

        await _room.PostAsync();

        Shown.Select(m => m.Text.Split(' ')[0]).ShouldBe([":hourglass:", ":rotating_light:"], ignoreOrder: true);
    }

    [Fact]
    public async Task what_everybody_has_to_know_is_shown_in_the_channel_too()
    {
        await _room.RecordAsync(Plan, Applied, GoldenEvents.Read<UpgradeFailed>(), GoldenEvents.Read<UpgradeRolledBack>(), GoldenEvents.Read<VersionQuarantined>());

        await _room.PostAsync();

        Shown.Select(m => m.Broadcast).ShouldBe([false, true]);
        Shown[0].Text.ShouldStartWith(":leftwards_arrow_with_hook:");
        Shown[1].Text.ShouldStartWith(":leftwards_arrow_with_hook: *`immich` rolled back*");
    }

    [Fact]
    public async Task an_answer_that_is_lost_leads_to_a_second_message_and_never_to_none()
    {
        _room.Workspace.LoseNextAnswer("chat.postMessage");
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        await _room.RestartAsync();
        await _room.PostLaterAsync();
        await _room.RecordAsync(Succeeded);

        await _room.PostAsync();

        // The first message is one that nobody knows of; the second has the thread.
        Shown.Count.ShouldBe(2);
        Shown[1].Text.ShouldStartWith(":white_check_mark:");
        Signs(Shown[0]).ShouldBeEmpty();
        Signs(Shown[1]).ShouldBe([":large_yellow_circle:", ":white_check_mark:"]);
    }

    [Fact]
    public async Task killed_between_two_answers_it_goes_on_with_the_second()
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        var parent = Shown.ShouldHaveSingleItem();
        _room.Workspace.AnswerNext("chat.update", 503, "down");
        await _room.RecordAsync(Applied, Succeeded);
        await _room.PostAsync();
        Shown.ShouldHaveSingleItem().Edits.ShouldBe(0);

        await _room.RestartAsync();
        await _room.PostLaterAsync();

        // The edit is made up for, and nothing is said twice for it.
        Shown.ShouldHaveSingleItem().Text.ShouldStartWith(":white_check_mark:");
        Signs(parent).ShouldBe([":large_yellow_circle:", ":pencil2:", ":white_check_mark:"]);
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData("chat.postMessage")]
    [InlineData("chat.update")]
    public async Task a_limit_is_waited_out(string method)
    {
        _room.Workspace.AnswerNext(method, 429, "", retryAfterSeconds: 0);
        _room.Workspace.AnswerNext(method, 200, """{"ok":false,"error":"ratelimited"}""", retryAfterSeconds: 0);
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        await _room.RecordAsync(Succeeded);

        await _room.PostAsync();

        var parent = Shown.ShouldHaveSingleItem();
        parent.Text.ShouldStartWith(":white_check_mark:");
        Signs(parent).ShouldBe([":large_yellow_circle:", ":white_check_mark:"]);
    }

    [Theory]
    [InlineData("token_revoked", "UPGRADES__SLACK__BOTTOKEN does not work any more (chat.postMessage: token_revoked)")]
    [InlineData("account_inactive", "UPGRADES__SLACK__BOTTOKEN does not work any more (chat.postMessage: account_inactive)")]
    public async Task a_dead_token_is_named_and_everything_comes_when_there_is_another(string error, string said)
    {
        _room.Workspace.TokenError = error;
        await _room.RecordAsync(Plan, Applied);
        await _room.PostAsync();
        (await _room.ErrorsAsync()).ShouldBe([said]);
        _room.Workspace.Messages.ShouldBeEmpty();

        (_room.Workspace.TokenError, _room.Workspace.Token, _room.Options.BotToken) = (null, "xoxb-new", "xoxb-new");
        await _room.PostLaterAsync();

        Signs(Shown.ShouldHaveSingleItem()).ShouldBe([":large_yellow_circle:", ":pencil2:"]);
        (await _room.ErrorsAsync()).ShouldBeEmpty();
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task after_a_long_outage_nothing_waits_for_more_than_five_minutes()
    {
        _room.Workspace.TokenError = "token_revoked";
        await _room.RecordAsync(Plan);
        for (var i = 0; i < 12; i++)
        {
            await _room.PostLaterAsync();
        }

        _room.Workspace.Calls.Count.ShouldBe(12);
        _room.Workspace.TokenError = null;
        await _room.PostLaterAsync();

        Shown.ShouldHaveSingleItem();
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_limit_of_edits_holds_up_no_answers()
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        _room.Workspace.AnswerNext("chat.update", 429, "", retryAfterSeconds: 3600);
        await _room.RecordAsync(Applied, Succeeded);
        await _room.PostAsync();

        Signs(Shown.ShouldHaveSingleItem()).ShouldBe([":large_yellow_circle:", ":pencil2:", ":white_check_mark:"]);
        (await _room.ErrorsAsync()).ShouldBe(["Slack wants to be left alone for another 60 min (429)"]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_missing_scope_is_named()
    {
        _room.Workspace.Scopes = new HashSet<string> { "channels:read" };
        await _room.RecordAsync(Plan);

        await _room.PostAsync();

        (await _room.ErrorsAsync()).ShouldHaveSingleItem().ShouldStartWith("UPGRADES__SLACK__BOTTOKEN lacks the scope chat:write");
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData("#nowhere", "UPGRADES__SLACK__CHANNEL: there is no channel #nowhere")]
    [InlineData("#closed", "UPGRADES__SLACK__CHANNEL: the channel #closed is archived")]
    [InlineData("#others", "UPGRADES__SLACK__CHANNEL: the bot is not in #others")]
    public async Task a_channel_that_does_not_take_it_is_named_and_holds_up_no_other(string channel, string said)
    {
        _room.Workspace.Put(new SlackChannel("C1", "closed", IsArchived: true));
        _room.Workspace.Put(new SlackChannel("C2", "others", IsMember: false));
        _room.Options.Channel = channel;
        _room.Options.Routes.Add(new SlackRoute { Severities = "Problem", Channel = SlackWorkspace.Channel });
        await _room.RecordAsync(Plan, GoldenEvents.Read<DependencyFailed>());

        await _room.PostAsync();

        (await _room.ErrorsAsync()).ShouldHaveSingleItem().ShouldStartWith(said);
        Shown.ShouldHaveSingleItem().Text.ShouldContain("cannot use");

        _room.Options.Channel = SlackWorkspace.Channel;
        await _room.PostLaterAsync();
        Signs(Shown[1]).ShouldBe([":large_yellow_circle:"]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_channel_that_is_archived_on_the_way_is_left_for_the_one_that_the_settings_name_now()
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        _room.Workspace.Put(new SlackChannel("C000UPGRADES", "upgrades", IsArchived: true));
        _room.Workspace.Put(new SlackChannel("C1", "new"));
        await _room.RecordAsync(Succeeded);
        await _room.PostAsync();
        (await _room.ErrorsAsync()).ShouldHaveSingleItem().ShouldContain("is archived");

        _room.Options.Channel = "#new";
        await _room.PostLaterAsync();

        var parent = _room.Workspace.Shown("#new").ShouldHaveSingleItem();
        parent.Text.ShouldStartWith(":white_check_mark:");
        Signs(parent).ShouldBe([":white_check_mark:"]);
    }

    [Fact]
    public async Task a_message_that_was_deleted_gets_a_successor()
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        _room.Workspace.Delete(Shown.Single());
        await _room.RecordAsync(Applied, Succeeded);

        await _room.PostAsync();

        var parent = Shown.ShouldHaveSingleItem();
        parent.Text.ShouldStartWith(":white_check_mark:");
        Signs(parent).ShouldBe([":pencil2:", ":white_check_mark:"]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_message_that_cannot_be_edited_any_more_gets_a_successor()
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        _room.Workspace.AnswerNext("chat.update", 200, """{"ok":false,"error":"edit_window_closed"}""");
        await _room.RecordAsync(GoldenEvents.Read<UpgradeStarted>());

        await _room.PostAsync();

        Shown.Count.ShouldBe(2);
        Shown[1].Text.ShouldContain("its turn has come");
    }

    [Trait("Length", "long")]
    [Theory]
    [InlineData("invalid_blocks")]
    [InlineData("msg_too_long")]
    public async Task a_text_that_slack_refuses_is_replaced_and_holds_up_nobody(string error)
    {
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        _room.Workspace.AnswerNext("chat.postMessage", 200, $$"""{"ok":false,"error":"{{error}}"}""");
        await _room.RecordAsync(Applied, Succeeded);

        await _room.PostAsync();

        Signs(Shown.ShouldHaveSingleItem()).ShouldBe([":large_yellow_circle:", ":warning:", ":white_check_mark:"]);
    }

    [Fact]
    public async Task one_upgrade_that_is_late_holds_up_no_other()
    {
        _room.Workspace.AnswerNext("chat.postMessage", 500, "internal_error");
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        await _room.RecordAsync(Plan with { UpgradeId = Guid.NewGuid(), Stack = "wiki" }, GoldenEvents.Read<RollbackFailed>() with { UpgradeId = Guid.NewGuid(), Stack = "shop" });

        await _room.PostAsync();

        Shown.Select(m => m.Text.Split('`')[1]).Distinct().ShouldBe(["wiki", "shop"], ignoreOrder: true);
        (await _room.LanesAsync()).ShouldBe([Plan.UpgradeId.ToString()]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task something_critical_does_not_wait_for_its_lanes_pause_to_end()
    {
        _room.Workspace.AnswerNext("chat.postMessage", 500, "internal_error");
        await _room.RecordAsync(Plan);
        await _room.PostAsync();
        Shown.ShouldBeEmpty();
        await _room.RecordAsync(GoldenEvents.Read<RollbackFailed>());

        await _room.PostAsync();

        Signs(Shown[0]).ShouldBe([":large_yellow_circle:", ":rotating_light:"]);
        Shown[1].Broadcast.ShouldBeTrue();
    }

    [Fact]
    public async Task a_thread_stays_where_it_began_and_who_asked_for_the_critical_gets_it_besides()
    {
        _room.Workspace.Put(new SlackChannel("C1", "oncall"));
        _room.Workspace.Put(new SlackChannel("C2", "photos"));
        _room.Options.Routes.Add(new SlackRoute { Severities = "Critical", Channel = "#oncall" });
        _room.Options.Routes.Add(new SlackRoute { Stacks = "immich*", Channel = "#photos" });
        await _room.RecordAsync(Plan, Applied, GoldenEvents.Read<RollbackFailed>());

        await _room.PostAsync();

        _room.Workspace.Shown("#photos").Select(m => m.Broadcast).ShouldBe([false, true]);
        _room.Workspace.Shown("#oncall").ShouldHaveSingleItem().Text.ShouldStartWith(":rotating_light: *CRITICAL: `immich`");
        Shown.ShouldBeEmpty();
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_channel_for_the_critical_that_is_wrong_does_not_repeat_what_the_thread_has()
    {
        _room.Options.Routes.Add(new SlackRoute { Severities = "Critical", Channel = "#nowhere" });
        await _room.RecordAsync(Plan, GoldenEvents.Read<RollbackFailed>());
        await _room.PostAsync();
        (await _room.ErrorsAsync()).ShouldHaveSingleItem().ShouldStartWith("UPGRADES__SLACK__ROUTES__0__CHANNEL: there is no channel #nowhere");

        await _room.PostLaterAsync();
        await _room.PostLaterAsync();

        Signs(Shown[0]).ShouldBe([":large_yellow_circle:", ":rotating_light:"]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task an_upgrade_whose_news_are_silent_gets_its_message_when_something_is_to_be_told()
    {
        _room.Options.Routes.Add(new SlackRoute { Severities = "Info", Silent = true });
        await _room.RecordAsync(Plan, Applied);
        await _room.PostAsync();
        Shown.ShouldBeEmpty();

        await _room.RecordAsync(GoldenEvents.Read<UpgradeFailed>());
        await _room.PostAsync();

        Shown.ShouldHaveSingleItem().Text.ShouldContain("`v2.7.4` → `v2.7.5`");
        Signs(Shown[0]).ShouldBe([":x:"]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task what_is_too_long_for_a_message_goes_on_in_the_thread()
    {
        var reason = Plan.Reasons[0] with { Line = new string('x', 500) };
        await _room.RecordAsync(Plan with { Reasons = [.. Enumerable.Repeat(reason, 20)] });

        await _room.PostAsync();

        var thread = _room.Workspace.Thread(Shown.ShouldHaveSingleItem());
        thread.Count.ShouldBeGreaterThan(2);
        thread.ShouldAllBe(m => m.Text.Length <= 4000);
        thread.Sum(m => m.Text.Split("• keyword").Length - 1).ShouldBe(20);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task from_a_webhook_to_a_bot_nothing_is_lost_and_the_upgrades_order_holds()
    {
        var (token, channel) = (_room.Options.BotToken, _room.Options.Channel);
        (_room.Options.BotToken, _room.Options.Channel, _room.Options.WebhookUrl) = (null, null, _room.Webhook("/services/T1/B1/gone"));
        await _room.RecordAsync(Plan, Applied);
        await _room.PostAsync();
        (_room.Options.BotToken, _room.Options.Channel, _room.Options.WebhookUrl) = (token, channel, null);
        await _room.RecordAsync(Succeeded);

        await _room.PostLaterAsync();

        var parent = Shown.ShouldHaveSingleItem();
        parent.Text.ShouldStartWith(":white_check_mark:");
        Signs(parent).ShouldBe([":large_yellow_circle:", ":pencil2:", ":white_check_mark:"]);
        (await _room.LanesAsync()).ShouldBeEmpty();
    }
}

public sealed class BotTests() : BotScenarios(null);

[Trait("Length", "long")]
public sealed class BotOnPostgresTests(PostgresServer postgres) : BotScenarios(postgres);
