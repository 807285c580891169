using System.Data.Common;
using Dapper;

namespace Upgrades.Hosting.State;

/// <summary>
/// A service's own database. Decisions and the events they cause are stored together by <see cref="WriteAsync{T}"/>; no
/// outside effect ever happens inside it (DESIGN §5).
/// </summary>
public sealed class StateStore : IAsyncDisposable
{
    /// <summary>How often rows of other processes are looked for (system clock).</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long the last writer may take at the end; a transaction is over in milliseconds (system clock).</summary>
    private static readonly TimeSpan WriterGrace = TimeSpan.FromSeconds(2);
    private readonly StateEngine _engine;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);
    private readonly TimeProvider _time;
    private readonly ITimer? _looks;
    private volatile bool _closed;

    private StateStore(string service, StateEngine engine, TimeProvider time)
    {
        (Service, _engine, _time) = (service, engine, time);
        _looks = engine.OthersMayWrite ? TimeProvider.System.CreateTimer(_ => Changed.Set(), null, LookEvery, LookEvery) : null;
    }

    public string Service { get; }

    /// <summary>Set whenever something was written, and from time to time where another process may have written: loops look again.</summary>
    internal StoreSignal Changed { get; } = new();

    internal StateEngine Engine => _engine;

    /// <summary>Opens or creates the store and brings its tables up to the schema.</summary>
    /// <exception cref="InvalidOperationException">
    /// It cannot be reached or written, another process has the file, or a newer version wrote it.
    /// </exception>
    public static StateStore Open(string service, StateOptions options, StateSchema schema, TimeProvider time) => new(
        service,
        string.IsNullOrEmpty(options.Postgres) ? SqliteEngine.Open(service, options.Folder, schema) : PostgresEngine.Open(service, options.Postgres, schema),
        time);

    /// <summary>Reads; sees everything committed before.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await _engine.OpenAsync(cancellationToken);
        return await read(connection);
    }

    /// <summary>One transaction. Anything published on it is stored with it and goes out after it is committed.</summary>
    public async Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        var result = await WriteQuietlyAsync(write, cancellationToken);
        Changed.Set();
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<StateTransaction, Task> write, CancellationToken cancellationToken) => WriteAsync(
        async transaction =>
        {
            await write(transaction);
            return true;
        },
        cancellationToken);

    /// <summary>A write that gives no loop anything to do (a lease, a mark), so it wakes none.</summary>
    internal async Task<T> WriteQuietlyAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        await _oneWriter.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            StateTransaction? state = null;
            var result = await _engine.WriteAsync(
                async (connection, transaction) =>
                {
                    state = new StateTransaction(connection, transaction, _time);
                    var written = await write(state);
                    await state.StoreEventsAsync();
                    return written;
                },
                cancellationToken);
            state!.Committed();
            return result;
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    /// <summary>Takes the writer's turn, writes nothing, and gives it back.</summary>
    /// <returns>What was seen, for people.</returns>
    /// <exception cref="StoreUnusableException">A write would be refused.</exception>
    internal async Task<string> TryWriterAsync(CancellationToken cancellationToken)
    {
        await _oneWriter.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return await _engine.WriteAsync(_engine.TryAsync, cancellationToken);
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    internal Task<long> CountUnsentAsync(CancellationToken cancellationToken) =>
        ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from outbox where sent_at is null"), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_looks is not null)
        {
            await _looks.DisposeAsync();
        }

        // Whoever still writes has native code below him that must not lose its connection; who comes later is refused.
        var isLast = !_closed && await _oneWriter.WaitAsync(WriterGrace);
        _closed = true;
        if (isLast)
        {
            await _engine.DisposeAsync();
            _oneWriter.Release();
        }
    }
}
