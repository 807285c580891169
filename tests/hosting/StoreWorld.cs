using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

/// <summary>A store with one table of work, opened as often as a test has processes.</summary>
internal sealed class StoreWorld(string? database) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<StateStore> _stores = [];
    private readonly List<LoopRunner> _runners = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    public StateOptions Options => new() { Folder = _folder.Path, Postgres = database };

    public StateStore Open(StateSchema? schema = null, string service = "work")
    {
        var store = StateStore.Open(service, Options, schema ?? WorkLoop.Schema, Time);
        _stores.Add(store);
        return store;
    }

    public LoopRunner Runner(StateStore store, WorkLoop loop)
    {
        _runners.Add(new LoopRunner(store, loop, Time, NullLogger<LoopRunner>.Instance));
        return _runners[^1];
    }

    public Task AddAsync(StateStore store, string id) => store.WriteAsync(
        t => t.ExecuteAsync("insert into work (id, due_at) values (@id, @now)", new { id, now = Time.GetUtcNow().ToUnixTimeMilliseconds() }), CancellationToken.None);

    /// <summary>One move of one runner, with a row in its hands until the source is set.</summary>
    public async Task<(WorkLoop Loop, Task<int> Move, TaskCompletionSource Gate)> HoldAsync(StateStore store)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = new WorkLoop(store, Time) { Gate = gate.Task };
        var move = Runner(store, loop).MoveDueRowsAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => Task.FromResult(!loop.Begun.IsEmpty), "a row under way");
        return (loop, move, gate);
    }

    public static Task<long> CountAsync(StateStore store, string table) =>
        store.ReadAsync(c => c.ExecuteScalarAsync<long>($"select count(*) from {table}"), CancellationToken.None);

    public static Task<string?> ErrorAsync(StateStore store, string id) =>
        store.ReadAsync(c => c.ExecuteScalarAsync<string?>("select last_error from work where id = @id", new { id }), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _runners.ForEach(r => r.Dispose());
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _folder.Dispose();
    }
}
