using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

public sealed class StateStoreTests : IAsyncLifetime
{
    private static readonly StateSchema Schema = new($"create table work (id text primary key, moved integer not null default 0, {StateSchema.LoopColumns})");
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private StateStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = StateStore.Open("work", _folder.Path, Schema, _time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task a_decision_that_fails_leaves_neither_row_nor_event()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => _store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("insert into work (id) values ('a')");
                transaction.Publish(ProbeService.Event("immich"));
                throw new InvalidOperationException("half-way");
            },
            CancellationToken.None));

        (await CountAsync("work")).ShouldBe(0);
        (await CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public void a_second_process_is_told_that_the_file_is_in_use() =>
        Should.Throw<InvalidOperationException>(() => StateStore.Open("work", _folder.Path, Schema, _time)).Message.ShouldContain("UPGRADES__STATE__FOLDER");

    [Fact]
    public async Task a_file_of_a_newer_version_is_refused()
    {
        await _store.WriteAsync(t => t.ExecuteAsync("insert into schema_version (version) values (99)"), CancellationToken.None);
        await _store.DisposeAsync();

        Should.Throw<InvalidOperationException>(() => StateStore.Open("work", _folder.Path, Schema, _time)).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task a_move_that_fails_is_made_again_later_and_shows_why()
    {
        var loop = new WorkLoop(_store, _time) { Failure = new IOException("GitHub is away") };
        using var runner = new LoopRunner(_store, loop, _time, NullLogger<LoopRunner>.Instance);
        await AddAsync("a");

        (await runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
        (await runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(0);
        (await ErrorAsync("a")).ShouldBe("GitHub is away");

        loop.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        (await runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
        (await ErrorAsync("a")).ShouldBeNull();
        loop.Moved.ShouldBe(["a"]);
    }

    [Fact]
    public async Task a_row_that_a_consumer_changed_meanwhile_is_looked_at_again_at_once()
    {
        var loop = new WorkLoop(_store, _time) { Failure = new RowChangedException("work", "a") };
        using var runner = new LoopRunner(_store, loop, _time, NullLogger<LoopRunner>.Instance);
        await AddAsync("a");
        await runner.MoveDueRowsAsync(CancellationToken.None);

        loop.Failure = null;

        (await runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task rows_are_moved_once_each_however_many_runners_claim()
    {
        var loop = new WorkLoop(_store, _time);
        for (var i = 0; i < 50; i++)
        {
            await AddAsync($"row-{i}");
        }

        using var first = new LoopRunner(_store, loop, _time, NullLogger<LoopRunner>.Instance);
        using var second = new LoopRunner(_store, loop, _time, NullLogger<LoopRunner>.Instance);
        await Task.WhenAll(first.MoveDueRowsAsync(CancellationToken.None), second.MoveDueRowsAsync(CancellationToken.None));

        loop.Moved.Count.ShouldBe(50);
        loop.Moved.Distinct().Count().ShouldBe(50);
    }

    private Task AddAsync(string id) => _store.WriteAsync(
        t => t.ExecuteAsync("insert into work (id, due_at) values (@id, @now)", new { id, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }), CancellationToken.None);

    private Task<long> CountAsync(string table) => _store.ReadAsync(c => c.ExecuteScalarAsync<long>($"select count(*) from {table}"), CancellationToken.None);

    private Task<string?> ErrorAsync(string id) =>
        _store.ReadAsync(c => c.ExecuteScalarAsync<string?>("select last_error from work where id = @id", new { id }), CancellationToken.None);

    private sealed class WorkLoop(StateStore store, TimeProvider time) : IRowLoop
    {
        public Exception? Failure { get; set; }

        public System.Collections.Concurrent.ConcurrentQueue<string> Moved { get; } = [];

        public string Table => "work";

        public int Parallelism => 4;

        public async Task MoveAsync(string id, CancellationToken cancellationToken)
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            Moved.Enqueue(id);
            await store.WriteAsync(
                t => t.ExecuteAsync(
                    "update work set moved = moved + 1, due_at = @later, version = version + 1 where id = @id",
                    new { id, later = time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() }),
                cancellationToken);
        }
    }
}
