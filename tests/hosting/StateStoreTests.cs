using Dapper;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

public abstract class StateStoreScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private StoreWorld _world = null!;
    private StateStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _world = new StoreWorld(await DatabaseAsync());
        _store = _world.Open();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_decision_and_its_event_are_stored_together()
    {
        await _store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("insert into work (id) values ('a')");
                transaction.Publish(ProbeService.Event("immich"));
            },
            CancellationToken.None);

        (await StoreWorld.CountAsync(_store, "work")).ShouldBe(1);
        (await StacksAsync()).ShouldBe(["immich"]);
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

        (await StoreWorld.CountAsync(_store, "work")).ShouldBe(0);
        (await StoreWorld.CountAsync(_store, "outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task many_writers_at_once_see_what_was_decided_before_and_their_events_go_out_in_that_order()
    {
        await _world.AddAsync(_store, "a");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => CountUpAsync(_store)));

        (await StacksAsync()).ShouldBe(Enumerable.Range(0, 40).Select(i => $"{i}"));
    }

    [Fact]
    public async Task a_store_of_an_older_version_is_brought_up_and_keeps_what_it_holds()
    {
        await _world.AddAsync(_store, "a");
        await _store.DisposeAsync();

        var newer = _world.Open(new StateSchema([.. WorkLoop.Schema.Scripts, "alter table work add column note text; update work set note = 'old'"]));

        (await newer.ReadAsync(c => c.QuerySingleAsync<string>("select note from work where id = 'a'"), CancellationToken.None)).ShouldBe("old");
    }

    [Fact]
    public async Task an_upgrade_that_fails_changes_nothing()
    {
        await _store.DisposeAsync();
        var broken = new StateSchema([.. WorkLoop.Schema.Scripts, "alter table work add column note text", "select nonsense from nowhere"]);

        Should.Throw<InvalidOperationException>(() => _world.Open(broken)).Message.ShouldContain("nowhere");

        _world.Open(new StateSchema([.. WorkLoop.Schema.Scripts, "alter table work add column note text"]));
    }

    [Fact]
    public async Task a_store_of_a_newer_version_is_refused()
    {
        await _store.WriteAsync(t => t.ExecuteAsync("insert into schema_version (version) values (99)"), CancellationToken.None);
        await _store.DisposeAsync();

        Should.Throw<InvalidOperationException>(() => _world.Open()).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task closing_waits_for_the_one_who_writes_and_refuses_who_comes_later()
    {
        var (inside, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = _store.WriteAsync(
            async transaction =>
            {
                inside.SetResult();
                await gate.Task;
                await transaction.ExecuteAsync("insert into work (id) values ('a')");
            },
            CancellationToken.None);
        await inside.Task;

        var closing = _store.DisposeAsync().AsTask();
        gate.SetResult();
        await writing;
        await closing;

        await Should.ThrowAsync<ObjectDisposedException>(() => _world.AddAsync(_store, "b"));
        (await StoreWorld.CountAsync(_world.Open(), "work")).ShouldBe(1);
    }

    [Fact]
    public async Task an_integer_has_64_bits()
    {
        await _store.WriteAsync(t => t.ExecuteAsync("insert into work (id, moved) values ('a', @moved)", new { moved = 5_000_000_000 }), CancellationToken.None);

        (await _store.ReadAsync(c => c.QuerySingleAsync<Work>("select id as Id, moved as Moved from work"), CancellationToken.None)).ShouldBe(new Work("a", 5_000_000_000));
    }

    [Fact]
    public async Task events_that_were_sent_long_ago_are_deleted_and_their_numbers_are_not_used_again()
    {
        var rows = new OutboxRows(_store, _world.Time);
        await PublishAsync(600);
        var last = await MarkAllAsync(rows);
        _world.Time.Advance(OutboxRows.Kept);
        (await rows.DeleteOldAsync(CancellationToken.None)).ShouldBe(0);

        _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await rows.DeleteOldAsync(CancellationToken.None)).ShouldBe(600);

        await PublishAsync(1);
        (await rows.UnsentAsync(0, CancellationToken.None)).ShouldHaveSingleItem().Seq.ShouldBeGreaterThan(last);
    }

    [Fact]
    public async Task an_event_that_was_never_sent_is_kept_however_old_it_is()
    {
        var rows = new OutboxRows(_store, _world.Time);
        await PublishAsync(1);
        _world.Time.Advance(OutboxRows.Kept * 10);

        (await rows.DeleteOldAsync(CancellationToken.None)).ShouldBe(0);
    }

    /// <summary>Reads, then writes what follows from it: a writer in between would make two of the same.</summary>
    internal static Task CountUpAsync(StateStore store) => store.WriteAsync(
        async t =>
        {
            var moved = await t.FirstOrDefaultAsync<long>("select moved from work where id = 'a'");
            await t.ExecuteAsync("update work set moved = @next where id = 'a'", new { next = moved + 1 });
            t.Publish(ProbeService.Event($"{moved}"));
        },
        CancellationToken.None);

    private Task PublishAsync(int count) => _store.WriteAsync(
        t =>
        {
            for (var i = 0; i < count; i++)
            {
                t.Publish(ProbeService.Event("immich"));
            }

            return Task.CompletedTask;
        },
        CancellationToken.None);

    private static async Task<long> MarkAllAsync(OutboxRows rows)
    {
        var last = 0L;
        for (var turn = 0; turn < 10; turn++)
        {
            foreach (var row in await rows.UnsentAsync(0, CancellationToken.None))
            {
                await rows.MarkAsync(row.Seq, CancellationToken.None);
                last = row.Seq;
            }
        }

        return last;
    }

    private async Task<IReadOnlyList<string>> StacksAsync() => [.. (await new OutboxRows(_store, _world.Time).UnsentAsync(0, CancellationToken.None))
        .Select(r => System.Text.Json.JsonSerializer.Deserialize<UpgradeStarted>(r.Body, EventJson.Options)!.Stack)];

    private sealed record Work(string Id, long Moved);
}

public sealed class StateStoreTests() : StateStoreScenarios(null);

public sealed class StateStoreOnPostgresTests(PostgresServer postgres) : StateStoreScenarios(postgres);
