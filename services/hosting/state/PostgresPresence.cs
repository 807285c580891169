using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace Upgrades.Hosting.State;

/// <summary>
/// Shows other processes that this one lives: a lock that the server holds for a connection which is used for nothing else, so it
/// is gone when the process is. A connection that breaks is made again.
/// </summary>
internal sealed class PostgresPresence : IAsyncDisposable
{
    /// <summary>
    /// The process keys that live, written as <see cref="StateEngine.ProcessMark"/>. <c>objsubid</c> 1 is a lock of one bigint,
    /// whose halves are <c>classid</c> and <c>objid</c>.
    /// </summary>
    public const string MarksOfTheLiving =
        """
        select lpad(to_hex((classid::bigint << 32) | objid::bigint), 16, '0') from pg_locks
        where locktype = 'advisory' and objsubid = 1 and granted and database = (select oid from pg_database where datname = current_database())
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After a restart of the server all locks are gone; the others get this time to take theirs again.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    private readonly string _connectionString;
    private readonly long _key;
    private readonly CancellationTokenSource _stop = new();
    private NpgsqlConnection _connection;
    private Task _keeping = Task.CompletedTask;
    private volatile string? _trouble;
    private long _madeAgainAt;

    private PostgresPresence(string connectionString, long key, NpgsqlConnection connection) => (_connectionString, _key, _connection) = (connectionString, key, connection);

    /// <summary>Whoever does not hold his lock now has died.</summary>
    public bool HasSettled => Volatile.Read(ref _madeAgainAt) is var since && (since == 0 || Stopwatch.GetElapsedTime(since) > Settling);

    public static PostgresPresence Begin(NpgsqlConnectionStringBuilder settings, long key)
    {
        // Not from the pool, which would keep the session; asked for life every few seconds, as nobody else uses it.
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, KeepAlive = 10 }.ConnectionString;
        var connection = new NpgsqlConnection(own);
        try
        {
            connection.Open();
            using var command = Lock(connection, key);
            command.ExecuteScalar();
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        var presence = new PostgresPresence(own, key, connection);
        presence._keeping = Task.Run(presence.KeepAsync);
        return presence;
    }

    /// <exception cref="NpgsqlException">The connection is broken and not yet made again.</exception>
    public void EnsureHeld()
    {
        if (_trouble is { } trouble)
        {
            throw new NpgsqlException($"the connection that shows this process alive is broken: {trouble}", new IOException(trouble));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _keeping;
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_trouble is not null)
                {
                    await MakeAgainAsync();
                }

                // Nobody notifies: this returns only by throwing, as soon as the connection is gone.
                await _connection.WaitAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DbException or SocketException or IOException or TimeoutException or InvalidOperationException)
            {
                _trouble = e.Message;
                await Task.Delay(Pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task MakeAgainAsync()
    {
        await _connection.DisposeAsync();
        _connection = new NpgsqlConnection(_connectionString);
        await _connection.OpenAsync(_stop.Token);
        var mine = false;
        while (!mine)
        {
            await using var command = Lock(_connection, _key);
            mine = (bool)(await command.ExecuteScalarAsync(_stop.Token))!;
            if (_trouble is not null)
            {
                Volatile.Write(ref _madeAgainAt, Stopwatch.GetTimestamp());
                _trouble = null;
            }

            if (!mine)
            {
                // The server has not seen the end of the old connection, which so long shows this process alive.
                await Task.Delay(Pause, TimeProvider.System, _stop.Token);
            }
        }
    }

    private static NpgsqlCommand Lock(NpgsqlConnection connection, long key) =>
        new("select pg_try_advisory_lock($1)", connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = key } } };
}
