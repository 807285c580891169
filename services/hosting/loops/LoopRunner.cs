using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Hosting.Loops;

/// <summary>
/// Runs a loop: claims due rows by lease, moves them side by side, and sleeps until the next is due or something was written.
/// A slow row holds up nobody else.
/// </summary>
public sealed class LoopRunner(StateStore store, IRowLoop loop, TimeProvider time, ILogger<LoopRunner> log) : BackgroundService
{
    /// <summary>A process that hangs, or whose death cannot be seen, gives its rows free after this time (system clock).</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);
    private readonly RowLeases _leases = new(store, loop.Table, Lease);
    private readonly HashSet<Task> _running = [];

    /// <summary>Moves every row that is due now, once, and waits for the moves to end.</summary>
    /// <returns>How many rows were moved.</returns>
    public async Task<int> MoveDueRowsAsync(CancellationToken cancellationToken)
    {
        var rows = await _leases.ClaimAsync(time.GetUtcNow(), int.MaxValue, cancellationToken);
        await Task.WhenAll(rows.Select(row => MoveAsync(row, cancellationToken)));
        return rows.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stoppingToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The store itself failed; the rows are unharmed and the health check tells.
                LoopMetrics.Failures.WithLabels(store.Service, loop.Table).Inc();
                failures++;
                if (StoreOutage.Is(e))
                {
                    Log.StoreAway(log, $"{store.Service}, {loop.Table}", failures, e.Message);
                }
                else
                {
                    Log.LoopFailed(log, loop.Table, e);
                }

                await StoreOutage.PauseAsync(failures, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running);
    }

    private async Task TurnAsync(CancellationToken stoppingToken)
    {
        var changed = store.Changed.Next;
        _running.RemoveWhere(t => t.IsCompleted);
        foreach (var row in await _leases.ClaimAsync(time.GetUtcNow(), loop.Parallelism - _running.Count, stoppingToken))
        {
            _running.Add(Task.Run(() => MoveAsync(row, stoppingToken), CancellationToken.None));
        }

        using var wake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> waits = [changed, .. _running];
        var due = await _leases.NextDueAsync(stoppingToken);
        LoopMetrics.OldestDue.WithLabels(store.Service, loop.Table).Set(due is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0);
        if (_running.Count < loop.Parallelism && due is { } next)
        {
            var wait = next - time.GetUtcNow();
            waits.Add(Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, wake.Token));
        }

        await Task.WhenAny(waits).WaitAsync(stoppingToken);
        await wake.CancelAsync();
    }

    private async Task MoveAsync(ClaimedRow row, CancellationToken cancellationToken)
    {
        using var span = UpgradeTrace.Start(store.Service, $"move {loop.Table}", UpgradeTrace.IsOn ? loop.SubjectOf(row.Id) : null);
        try
        {
            await loop.MoveAsync(row.Id, cancellationToken);
            await _leases.ReleaseAsync(row, moved: true);
        }
        catch (RowChangedException)
        {
            await _leases.ReleaseAsync(row, moved: false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _leases.ReleaseAsync(row, moved: false);
        }
        catch (Exception e)
        {
            LoopMetrics.Failures.WithLabels(store.Service, loop.Table).Inc();
            var pause = BackOff.After(row.Attempts + 1, Random.Shared.NextDouble());
            Log.MoveFailed(log, loop.Table, row.Id, row.Attempts + 1, pause, e);
            span?.Fails(e.GetBaseException().Message);
            await _leases.PostponeAsync(row, time.GetUtcNow() + pause, e.GetBaseException().Message);
        }
    }
}
