using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Notifier;
using Upgrades.Notifier.Digest;
using Upgrades.Notifier.Slack;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Notifier;

/// <summary>A store, Slack over HTTP, and what the notifier does between them; each move as a process that has just been started would make it.</summary>
internal sealed class SlackRoom : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly string? _database;
    private StandInServer _server = null!;
    private StateStore _store = null!;

    private SlackRoom(string? database) => _database = database;

    public SlackStandIn Slack { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    public SlackOptions Options { get; private set; } = null!;

    public SlackWorkspace Workspace => Slack.Workspace;

    public static async Task<SlackRoom> OpenAsync(string? database, bool bot)
    {
        var room = await PrepareAsync(database, bot);
        room.Start();
        return room;
    }

    private static async Task<SlackRoom> PrepareAsync(string? database, bool bot)
    {
        var room = new SlackRoom(database);
        room._server = await StandInServer.StartAsync(room.Slack.Map);
        room.Options = new SlackOptions
        {
            MessagesPerSecond = 0,
            ApiUrl = new Uri(room._server.Address, SlackStandIn.ApiPath),
            WebhookUrl = bot ? null : room.Webhook(SlackStandIn.WebhookPath),
            BotToken = bot ? SlackWorkspace.BotToken : null,
            Channel = bot ? SlackWorkspace.Channel : null,
        };
        return room;
    }

    public Uri Webhook(string path) => new(_server.Address, path);

    public async Task RestartAsync()
    {
        await _store.DisposeAsync();
        Start();
    }

    /// <summary>A room whose store was written by the version that had one cursor for everything.</summary>
    /// <param name="told">How many of the events Slack has been told.</param>
    public static async Task<SlackRoom> OpenFromCursorAsync(string? database, int told, params (string Event, string Body)[] events)
    {
        var room = await PrepareAsync(database, bot: false);
        await using (var old = StateStore.Open("notifier", new StateOptions { Folder = room._folder.Path, Postgres = database }, new StateSchema(TimelineRows.Schema.Scripts[0]), room.Time))
        {
            foreach (var (name, body) in events)
            {
                await old.WriteAsync(t => t.ExecuteAsync("insert into timeline (event_key, event, at, body) values (@body, @name, 1, @body)", new { name, body }), CancellationToken.None);
            }

            await old.WriteAsync(t => t.ExecuteAsync("update channels set told = @told", new { told }), CancellationToken.None);
        }

        room.Start();
        return room;
    }

    /// <summary>The events arrive, one after the other.</summary>
    public async Task RecordAsync(params object[] events)
    {
        foreach (var message in events)
        {
            var consumer = Activator.CreateInstance(typeof(RecordEventConsumer<>).MakeGenericType(message.GetType()), new TimelineRows(_store, Options), Time)!;
            await (Task)consumer.GetType().GetMethod("ConsumeAsync")!.Invoke(consumer, [message, CancellationToken.None])!;
        }
    }

    /// <summary>Moves what is due until nothing is, or nothing comes off any more.</summary>
    public async Task PostAsync()
    {
        using var runner = Runner(Loop());
        for (var turns = 0; turns < 20 && await runner.MoveDueRowsAsync(CancellationToken.None) > 0; turns++)
        {
        }
    }

    /// <summary>The pause after a failure is over.</summary>
    public Task PostLaterAsync()
    {
        Time.Advance(TimeSpan.FromMinutes(5));
        return PostAsync();
    }

    public async Task TellTheWeekAsync()
    {
        var (webhook, bot) = Tellers();
        using var runner = Runner(new DigestLoop(new DigestRows(_store), bot, webhook, Options, Time, NullLogger<DigestLoop>.Instance));
        await runner.MoveDueRowsAsync(CancellationToken.None);
    }

    /// <summary>What operators see of rows that are late.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync() =>
        [.. await _store.WriteAsync(t => t.QueryAsync<string>("select last_error from lanes where last_error is not null union all select last_error from digests where last_error is not null"), CancellationToken.None)];

    /// <summary>Lanes that have something to tell.</summary>
    public async Task<IReadOnlyList<string>> LanesAsync() =>
        [.. await _store.WriteAsync(t => t.QueryAsync<string>("select id from lanes order by id"), CancellationToken.None)];

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    private void Start() => _store = StateStore.Open("notifier", new StateOptions { Folder = _folder.Path, Postgres = _database }, TimelineRows.Schema, Time);

    private LoopRunner Runner(IRowLoop loop) => new(_store, loop, Time, NullLogger<LoopRunner>.Instance);

    private PostLoop Loop()
    {
        var (webhook, bot) = Tellers();
        var rows = new LaneRows(_store);
        return new PostLoop(rows, new TellByWebhook(webhook, rows, Options, NullLogger<TellByWebhook>.Instance), bot, Options, Time, NullLogger<PostLoop>.Instance);
    }

    private (SlackWebhook Webhook, TellByBot Bot) Tellers()
    {
        var (http, pace) = (new SlackHttp(_services.GetRequiredService<IHttpClientFactory>(), Options), new SlackPace(Options));
        var bot = new TellByBot(
            new SlackApi(http, pace, Options), new LaneRows(_store), new ThreadRows(_store), new TimelineRows(_store), Options, NullLogger<TellByBot>.Instance);
        return (new SlackWebhook(http, pace), bot);
    }
}
