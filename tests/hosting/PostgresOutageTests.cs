using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Upgrades.Hosting.State;
using Upgrades.Sandbox.Servers;
using Upgrades.Tests.Ingest;

namespace Upgrades.Tests.Hosting;

/// <summary>The server is killed and comes back; nothing has to be started again for that.</summary>
[Trait("Length", "long")]
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private LocalPostgres _server = null!;

    public async ValueTask InitializeAsync() => _server = await LocalPostgres.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task a_store_goes_on_after_the_server_was_killed_and_its_rows_under_way_stay_its_own()
    {
        await using var world = new StoreWorld(_server.ConnectionString);
        var (one, two) = (world.Open(), world.Open());
        await world.AddAsync(one, "a");
        var (loop, move, gate) = await world.HoldAsync(one);
        var other = new WorkLoop(two, world.Time);
        var others = world.Runner(two, other);

        await _server.KillAsync();
        await Eventually.TrueAsync(async () => !await SucceedsAsync(() => StoreWorld.CountAsync(one, "work")), "the end of the server's sessions");
        await Should.ThrowAsync<DbException>(() => world.AddAsync(one, "b"));
        await _server.StartAgainAsync();

        await Eventually.TrueAsync(() => SucceedsAsync(() => world.AddAsync(two, "b")), "the store of the second");
        await Eventually.TrueAsync(() => SucceedsAsync(() => others.MoveDueRowsAsync(CancellationToken.None)), "a turn of the second");
        for (var i = 0; i < 20; i++)
        {
            await others.MoveDueRowsAsync(CancellationToken.None);
        }

        gate.SetResult();
        (await move).ShouldBe(1);
        loop.Moved.ShouldBe(["a"]);
        other.Moved.ShouldBe(["b"]);
    }

    [Fact]
    public async Task a_move_that_ends_while_the_server_is_away_does_not_keep_its_row()
    {
        await using var world = new StoreWorld(_server.ConnectionString);
        var store = world.Open();
        await world.AddAsync(store, "a");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = new WorkLoop(store, world.Time) { Gate = gate.Task };
        var runner = world.Runner(store, loop);
        var move = runner.MoveDueRowsAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => Task.FromResult(!loop.Begun.IsEmpty), "a row under way");

        await _server.KillAsync();
        gate.SetResult();
        await move;
        await _server.StartAgainAsync();

        await Eventually.TrueAsync(() => SucceedsAsync(() => world.AddAsync(store, "b")), "the store");
        await Eventually.TrueAsync(() => SucceedsAsync(() => runner.MoveDueRowsAsync(CancellationToken.None)), "a turn");
        (await StoreWorld.ErrorAsync(store, "a")).ShouldNotBeNullOrEmpty();
        world.Time.Advance(TimeSpan.FromSeconds(2));
        (await runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
        (await StoreWorld.ErrorAsync(store, "a")).ShouldBeNull();
    }

    [Fact]
    public async Task what_a_consumer_does_waits_for_the_server()
    {
        await using var world = new StoreWorld(_server.ConnectionString);
        var store = world.Open();
        await _server.KillAsync();

        var consumed = StoreOutage.WaitOutAsync(() => world.AddAsync(store, "a"), "work.something", NullLogger.Instance, CancellationToken.None);
        await _server.StartAgainAsync();
        await consumed;

        (await StoreWorld.CountAsync(store, "work")).ShouldBe(1);
    }

    [Fact]
    public async Task ingest_answers_503_and_says_why_it_is_not_ready()
    {
        using var folder = new TemporaryFolder();
        await using var ingest = await IngestHost.StartAsync(folder.Path, postgres: _server.ConnectionString);
        (await ingest.DetectAsync("a/one", "1.0")).Status.ShouldBe(202);

        await _server.KillAsync();
        await Eventually.TrueAsync(async () => (await ingest.DetectAsync("a/one", "1.0")).Status == 503, "503");
        using (var answer = await ingest.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
        {
            ((int)answer.StatusCode).ShouldBe(503);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("the store cannot be read");
        }

        await _server.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await ingest.DetectAsync("a/two", "1.0")).Status == 202, "ingest takes updates again");
    }

    private static async Task<bool> SucceedsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }
}
