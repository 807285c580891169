using Npgsql;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>An application that writes all the time, and connects again when it was cut off.</summary>
internal sealed class BusyClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private int _written;
    private int _cutOff;

    public BusyClient(string connectionString, string statement) => _work = Task.Run(() => WorkAsync(connectionString, statement));

    public int CutOff => Volatile.Read(ref _cutOff);

    /// <summary>Until it has written once more than now.</summary>
    public async Task WritesAsync()
    {
        var before = Volatile.Read(ref _written);
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref _written) > before || _work.IsFaulted), "A client's next row");
        if (_work.IsFaulted)
        {
            await _work;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task WorkAsync(string connectionString, string statement)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(statement, connection);
                while (!_stop.IsCancellationRequested)
                {
                    await command.ExecuteNonQueryAsync();
                    Interlocked.Increment(ref _written);
                }
            }
            catch (NpgsqlException)
            {
                Interlocked.Increment(ref _cutOff);
            }
        }
    }
}
