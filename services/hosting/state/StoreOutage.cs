using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Upgrades.Hosting.State;

/// <summary>A database that is away comes back, and nothing that needs it is wrong because of that.</summary>
internal static class StoreOutage
{
    private const int LongestPauseSeconds = 5;

    /// <summary>The server cannot be reached, is starting, or ends sessions (class 57P), as opposed to a statement it refuses.</summary>
    public static bool Is(Exception exception) =>
        exception is DbException { IsTransient: true } || (exception is PostgresException e && e.SqlState.StartsWith("57P", StringComparison.Ordinal));

    /// <summary>Does it again until the store is there.</summary>
    /// <param name="work">Harmless to do twice: a commit whose answer was lost may have happened.</param>
    public static async Task WaitOutAsync(Func<Task> work, string who, ILogger log, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception e) when (Is(e))
            {
                Log.StoreAway(log, who, attempt, e.Message);
                await PauseAsync(attempt, cancellationToken);
            }
        }
    }

    /// <param name="attempt">From 1; the pause grows with it to a few seconds (system clock).</param>
    public static Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(Math.Min(LongestPauseSeconds, attempt)), TimeProvider.System, cancellationToken);
}
