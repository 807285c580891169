using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// Starts MassTransit when the broker is there and all queues are declared. Left to itself it starts at once, and is dead for the
/// rest of the process when its first login is refused.
/// </summary>
internal sealed class BusStart(IBusDepot depot, ITopologyGate gate, IHostApplicationLifetime process, ILogger<BusStart> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(8);
    private readonly CancellationTokenSource _stop = new();
    private Task _start = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _start = StartWhenReadyAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        await depot.Stop(limit.Token);
    }

    public void Dispose() => _stop.Dispose();

    private async Task StartWhenReadyAsync(CancellationToken stopping)
    {
        try
        {
            await gate.WaitAsync(stopping);
            await depot.Start(stopping);
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is OperationCanceledException or MassTransitException or AggregateException)
        {
            // Stopped before it was started.
        }
        catch (Exception e) when (e is MassTransitException or AggregateException or OperationCanceledException)
        {
            // It does not start a second time; another process does.
            Log.BusNotStarted(log, e);
            process.StopApplication();
        }
    }
}
