using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Notifier;
using Upgrades.Notifier.Slack;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Notifier;

public abstract class PostLoopScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly SlackStandIn _slack = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private StandInServer _server = null!;
    private StateStore _store = null!;
    private string? _database;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(_slack.Map);
        _database = await DatabaseAsync();
        _store = StateStore.Open("notifier", new StateOptions { Folder = _folder.Path, Postgres = _database }, TimelineRows.Schema, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task events_are_told_in_the_order_of_their_arrival()
    {
        await RecordAsync("1.0", "1.1", "1.2");

        await PostAsync();

        _slack.Messages.Select(m => m[^4..^1]).ShouldBe(["1.0", "1.1", "1.2"]);
    }

    [Fact]
    public async Task a_redelivered_event_is_told_once()
    {
        await RecordAsync("1.0", "1.0");
        await PostAsync();
        await RecordAsync("1.0");
        await PostAsync();

        _slack.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task more_events_than_one_move_takes_are_all_told()
    {
        await RecordAsync([.. Enumerable.Range(0, 120).Select(i => $"1.{i}")]);

        await PostAsync();
        await PostAsync();
        await PostAsync();

        _slack.Messages.Count.ShouldBe(120);
    }

    [Fact]
    public async Task a_limit_is_waited_out()
    {
        _slack.AnswerNext(429, "rate_limited", retryAfterSeconds: 0);
        await RecordAsync("1.0", "1.1");

        await PostAsync();

        _slack.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task an_outage_holds_up_and_loses_nothing()
    {
        _slack.AnswerNext(503, "down");
        await RecordAsync("1.0", "1.1");

        await PostAsync();
        _slack.Messages.ShouldBeEmpty();
        (await ErrorAsync())!.ShouldContain("503");

        _time.Advance(TimeSpan.FromSeconds(2));
        await PostAsync();
        _slack.Messages.Count.ShouldBe(2);
        (await ErrorAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task a_revoked_webhook_is_named_by_its_setting()
    {
        await RecordAsync("1.0");

        await PostAsync("/services/T1/B1/gone");

        (await ErrorAsync()).ShouldBe("UPGRADES__SLACK__WEBHOOKURL does not work any more: 404 no_service");
    }

    [Fact]
    public async Task a_text_that_slack_refuses_is_replaced_and_holds_up_nobody()
    {
        _slack.AnswerNext(400, "invalid_payload");
        await RecordAsync("1.0", "1.1");

        await PostAsync();

        _slack.Messages.Count.ShouldBe(2);
        _slack.Messages[0].ShouldContain("refused");
    }

    [Fact]
    public async Task a_restart_goes_on_where_it_stopped()
    {
        await RecordAsync("1.0");
        await PostAsync();
        await RecordAsync("1.1");
        await _store.DisposeAsync();
        _store = StateStore.Open("notifier", new StateOptions { Folder = _folder.Path, Postgres = _database }, TimelineRows.Schema, _time);

        await PostAsync();

        _slack.Messages.Select(m => m[^4..^1]).ShouldBe(["1.0", "1.1"]);
    }

    [Fact]
    public async Task without_a_webhook_the_timeline_is_kept_and_nothing_floods_later()
    {
        await RecordAsync("1.0");
        await PostAsync(path: null);
        await RecordAsync("1.1");

        await PostAsync();

        _slack.Messages.Count.ShouldBe(1);
    }

    private async Task RecordAsync(params string[] tags)
    {
        var consumer = new RecordEventConsumer<UpdateDetected>(new TimelineRows(_store), _time);
        foreach (var tag in tags)
        {
            await consumer.ConsumeAsync(new UpdateDetected { Image = "docker.io/a/b", Tag = tag }, CancellationToken.None);
        }
    }

    private async Task PostAsync(string? path = SlackStandIn.WebhookPath)
    {
        var options = new SlackOptions { WebhookUrl = path is null ? null : new Uri(_server.Address, path), MessagesPerSecond = 0 };
        var webhook = new SlackWebhook(_services.GetRequiredService<IHttpClientFactory>(), options);
        var loop = new PostLoop(new TimelineRows(_store), webhook, options, _time, NullLogger<PostLoop>.Instance);
        using var runner = new LoopRunner(_store, loop, _time, NullLogger<LoopRunner>.Instance);
        await runner.MoveDueRowsAsync(CancellationToken.None);
    }

    private Task<string?> ErrorAsync() => _store.WriteAsync(t => t.FirstOrDefaultAsync<string?>("select last_error from channels"), CancellationToken.None);
}

public sealed class PostLoopTests() : PostLoopScenarios(null);

[Trait("Length", "long")]
public sealed class PostLoopOnPostgresTests(PostgresServer postgres) : PostLoopScenarios(postgres);
