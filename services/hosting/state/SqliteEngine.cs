using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Upgrades.Hosting.State;

/// <summary>A file per service, in the hands of one process.</summary>
internal sealed class SqliteEngine : StateEngine
{
    private const string Setting = "UPGRADES__STATE__FOLDER";
    private readonly DbDataSource _source;
    private readonly DbConnection _writer;
    private readonly FileStream _lock;
    private readonly string _folder;

    private SqliteEngine(DbDataSource source, DbConnection writer, FileStream fileLock, string folder) => (_source, _writer, _lock, _folder) = (source, writer, fileLock, folder);

    /// <summary>The file belongs to this process: who else has a lease in it has died.</summary>
    public override string OwnerIsDead => $"{OwnerMark} <> @process";

    public override bool OthersMayWrite => false;

    public override void EnsureSeenAlive()
    {
    }

    /// <summary>Opens or creates the file and brings its tables up to the schema.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be used, another process has it, or a newer version wrote it.</exception>
    public static SqliteEngine Open(string service, string folder, StateSchema schema)
    {
        var path = Path.Combine(folder, service + ".db");
        var fileLock = Lock(folder, path);
        var source = SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString());
        var writer = source.CreateConnection();
        try
        {
            writer.Open();
            writer.Execute("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
            using var transaction = writer.BeginTransaction();
            SchemaUpgrade.Run(writer, transaction, path, schema, Spell);
            transaction.Commit();
            return new SqliteEngine(source, writer, fileLock, folder);
        }
        catch (Exception e)
        {
            writer.Dispose();
            source.Dispose();
            // Or the next start would find the file that this one has opened, even where it was replaced.
            SqliteConnection.ClearPool((SqliteConnection)writer);
            fileLock.Dispose();
            if (e is SqliteException)
            {
                throw new InvalidOperationException($"{path} cannot be used ({Setting}): {e.Message}", e);
            }

            throw;
        }
    }

    public override ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    public override async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        // BEGIN IMMEDIATE: nobody writes between what is read in it and what is decided from that.
        await using var transaction = await _writer.BeginTransactionAsync(cancellationToken);
        var result = await write(_writer, transaction);
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public override Task<string> TryAsync(DbConnection connection, DbTransaction transaction) =>
        Task.FromResult($"{_writer.DataSource} takes writes; {StoreTrouble.RoomIn(_folder)}");

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
        SqliteConnection.ClearPool((SqliteConnection)_writer);
        await _lock.DisposeAsync();
    }

    private static string Spell(string script) => script.Replace(StateSchema.Identity, "integer primary key autoincrement", StringComparison.Ordinal);

    private static FileStream Lock(string folder, string path)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new InvalidOperationException($"{path} is in use by another process ({Setting}). One process per service and file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Setting}: {folder} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    public static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
