using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Upgrades.Hosting.State;

/// <summary>
/// A service's own database. Decisions and the events they cause are stored together by <see cref="WriteAsync{T}"/>; no
/// outside effect ever happens inside it (DESIGN §5).
/// </summary>
public sealed class StateStore : IAsyncDisposable
{
    private readonly DbDataSource _source;
    private readonly DbConnection _writer;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);
    private readonly TimeProvider _time;
    private readonly FileStream _lock;

    private StateStore(string service, DbDataSource source, DbConnection writer, FileStream fileLock, TimeProvider time) =>
        (Service, _source, _writer, _lock, _time) = (service, source, writer, fileLock, time);

    public string Service { get; }

    /// <summary>Set whenever something was written: loops look again.</summary>
    internal StoreSignal Changed { get; } = new();

    /// <summary>Opens or creates the file and brings its tables up to the schema.</summary>
    /// <exception cref="InvalidOperationException">Another process has the file open, or a newer version wrote it.</exception>
    public static StateStore Open(string service, string folder, StateSchema schema, TimeProvider time)
    {
        Create(folder);
        var path = Path.Combine(folder, service + ".db");
        var fileLock = Lock(path);
        try
        {
            var source = SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString());
            var writer = source.OpenConnection();
            writer.Execute("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
            SchemaUpgrade.Run(writer, path, schema);
            return new StateStore(service, source, writer, fileLock, time);
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>Reads; sees everything committed before.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
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
            await using var transaction = await _writer.BeginTransactionAsync(cancellationToken);
            var state = new StateTransaction(_writer, transaction, _time);
            var result = await write(state);
            await state.StoreEventsAsync();
            await transaction.CommitAsync(CancellationToken.None);
            return result;
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
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
        SqliteConnection.ClearPool((SqliteConnection)_writer);
        await _lock.DisposeAsync();
        _oneWriter.Dispose();
    }

    private static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"UPGRADES__STATE__FOLDER: {folder} cannot be made: {e.Message}", e);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"{path} is in use by another process (UPGRADES__STATE__FOLDER). One process per service and file.", e);
        }
    }
}
