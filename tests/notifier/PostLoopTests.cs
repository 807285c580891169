using Upgrades.Contracts.Events;
using Upgrades.Notifier.Slack;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Notifier;

/// <summary>What a webhook is promised: everything, in the order of arrival, at least once.</summary>
public abstract class PostLoopScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private SlackRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await SlackRoom.OpenAsync(await DatabaseAsync(), bot: false);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private IEnumerable<string> Tags => _room.Slack.Messages.Select(m => m[^4..^1]);

    [Fact]
    public async Task events_are_told_in_the_order_of_their_arrival()
    {
        await RecordAsync("1.0", "1.1", "1.2");

        await _room.PostAsync();

        Tags.ShouldBe(["1.0", "1.1", "1.2"]);
    }

    [Fact]
    public async Task a_redelivered_event_is_told_once()
    {
        await RecordAsync("1.0", "1.0");
        await _room.PostAsync();
        await RecordAsync("1.0");
        await _room.PostAsync();

        _room.Slack.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task more_events_than_one_move_takes_are_all_told()
    {
        await RecordAsync([.. Enumerable.Range(0, 120).Select(i => $"1.{i}")]);

        await _room.PostAsync();

        _room.Slack.Messages.Count.ShouldBe(120);
        (await _room.LanesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_limit_is_waited_out()
    {
        _room.Slack.AnswerNext(429, "rate_limited", retryAfterSeconds: 0);
        await RecordAsync("1.0", "1.1");

        await _room.PostAsync();

        Tags.ShouldBe(["1.0", "1.1"]);
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_limit_for_an_hour_is_a_late_row()
    {
        _room.Slack.AnswerNext(429, "rate_limited", retryAfterSeconds: 3600);
        await RecordAsync("1.0");

        await _room.PostAsync();

        (await _room.ErrorsAsync()).ShouldBe(["Slack wants to be left alone for another 60 min (429)"]);
    }

    [Fact]
    public async Task an_outage_holds_up_and_loses_nothing()
    {
        _room.Slack.AnswerNext(503, "down");
        await RecordAsync("1.0", "1.1");

        await _room.PostAsync();
        _room.Slack.Messages.ShouldBeEmpty();
        (await _room.ErrorsAsync()).ShouldHaveSingleItem().ShouldContain("503");

        _room.Time.Advance(TimeSpan.FromSeconds(2));
        await _room.PostAsync();
        Tags.ShouldBe(["1.0", "1.1"]);
        (await _room.ErrorsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_revoked_webhook_is_named_by_its_setting()
    {
        _room.Options.WebhookUrl = _room.Webhook("/services/T1/B1/gone");
        await RecordAsync("1.0");

        await _room.PostAsync();

        (await _room.ErrorsAsync()).ShouldBe(["UPGRADES__SLACK__WEBHOOKURL does not work any more: 404 no_service"]);
    }

    [Fact]
    public async Task a_text_that_slack_refuses_is_replaced_and_holds_up_nobody()
    {
        _room.Slack.AnswerNext(400, "invalid_payload");
        await RecordAsync("1.0", "1.1");

        await _room.PostAsync();

        _room.Slack.Messages.Count.ShouldBe(2);
        _room.Slack.Messages[0].ShouldContain("refused");
    }

    [Fact]
    public async Task a_restart_goes_on_where_it_stopped()
    {
        await RecordAsync("1.0");
        await _room.PostAsync();
        await RecordAsync("1.1");
        await _room.RestartAsync();

        await _room.PostAsync();

        Tags.ShouldBe(["1.0", "1.1"]);
    }

    [Fact]
    public async Task without_a_webhook_the_timeline_is_kept_and_nothing_floods_later()
    {
        var webhook = _room.Options.WebhookUrl;
        _room.Options.WebhookUrl = null;
        await RecordAsync("1.0");
        await _room.PostAsync();
        _room.Options.WebhookUrl = webhook;
        await RecordAsync("1.1");

        await _room.PostAsync();

        Tags.ShouldBe(["1.1"]);
    }

    [Fact]
    public async Task a_route_sends_elsewhere_by_severity_and_stack_and_the_first_that_fits_counts()
    {
        _room.Options.Routes.Add(new SlackRoute { Stacks = "noisy*", Severities = "info", Silent = true });
        _room.Options.Routes.Add(new SlackRoute { Severities = "Critical,Problem", WebhookUrl = _room.Webhook(SlackStandIn.OtherWebhookPath) });
        var failed = GoldenEvents.Read<RollbackFailed>();

        await _room.RecordAsync(
            failed, GoldenEvents.Read<UpgradeStarted>(), GoldenEvents.Read<UpgradeStarted>() with { Stack = "noisy-1" }, failed with { Stack = "noisy-1" });
        await _room.PostAsync();

        _room.Slack.Messages.ShouldHaveSingleItem().ShouldStartWith(":checkered_flag: `immich`");
        _room.Slack.Others.Select(m => m.Split('*')[1]).ShouldBe(["CRITICAL: `immich` is broken and could not be put back", "CRITICAL: `noisy-1` is broken and could not be put back"]);
        (await _room.LanesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_route_that_is_revoked_holds_up_no_other()
    {
        _room.Options.Routes.Add(new SlackRoute { Severities = "Critical", WebhookUrl = _room.Webhook("/services/T1/B1/gone") });
        await _room.RecordAsync(GoldenEvents.Read<RollbackFailed>());
        await RecordAsync("1.0");

        await _room.PostAsync();

        Tags.ShouldBe(["1.0"]);
        (await _room.ErrorsAsync()).ShouldBe(["UPGRADES__SLACK__ROUTES__0__WEBHOOKURL does not work any more: 404 no_service"]);

        // The route goes away: what waited for it is told where everything is.
        _room.Options.Routes.Clear();
        await _room.PostLaterAsync();
        _room.Slack.Messages[1].ShouldContain("CRITICAL");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task a_text_that_is_too_long_comes_in_several_messages_of_which_none_is_told_twice()
    {
        var long_ = GoldenEvents.Read<UpgradeFailed>();
        long_ = long_ with { Evidence = long_.Evidence with { LogLines = [.. Enumerable.Repeat(new string('<', 100), 100)] } };
        _room.Slack.AnswerNext(200, "ok");
        _room.Slack.AnswerNext(503, "down");
        await _room.RecordAsync(long_);
        await _room.PostAsync();
        _room.Slack.Messages.ShouldBeEmpty();

        await _room.PostLaterAsync();

        // The first was taken by the answer that was set.
        _room.Slack.Messages.Count.ShouldBe(2);
        _room.Slack.Messages.ShouldAllBe(m => m.Length <= 4000 && m.StartsWith("```"));
    }

    [Fact]
    public async Task a_store_from_before_the_lanes_goes_on_after_what_was_told()
    {
        await using var room = await SlackRoom.OpenFromCursorAsync(
            await DatabaseAsync(), told: 1, [.. ((string[])["1.0", "1.1", "1.2"]).Select(t => ("UpdateDetected", $$"""{"image":"docker.io/a/b","tag":"{{t}}"}"""))]);

        await room.PostAsync();

        room.Slack.Messages.Select(m => m[^4..^1]).ShouldBe(["1.1", "1.2"]);
    }

    private Task RecordAsync(params string[] tags) => _room.RecordAsync([.. tags.Select(t => new UpdateDetected { Image = "docker.io/a/b", Tag = t })]);
}

public sealed class PostLoopTests() : PostLoopScenarios(null);

[Trait("Length", "long")]
public sealed class PostLoopOnPostgresTests(PostgresServer postgres) : PostLoopScenarios(postgres);
