using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Upgrades.Contracts;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Hosting.Bus;

/// <summary>One delivery of an event to its consumer.</summary>
internal static class ConsumeCall
{
    public static async Task RunAsync<TEvent>(IServiceProvider services, Endpoint endpoint, TEvent message, CancellationToken cancellationToken)
        where TEvent : class
    {
        using var span = UpgradeTrace.StartFor(endpoint.Service, $"consume {endpoint.Queue}", message, ActivityKind.Consumer);
        try
        {
            // While the store is away the message waits, and its queue behind it: error queues are for what cannot be understood. After
            // 30 minutes the broker hands it out again, which is as good.
            await StoreOutage.WaitOutAsync(
                () => services.GetRequiredKeyedService<IConsume<TEvent>>(endpoint.Queue).ConsumeAsync(message, cancellationToken),
                endpoint.Queue, services.GetRequiredService<ILogger<ConsumerRegistry>>(), cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // MassTransit takes a cancellation, even one inside another exception, for a shutdown and hands the message back at
            // once, a hundred times; here something else was cut short.
            span?.Fails(e.Message);
            throw new TimeoutException($"{endpoint.Queue}: {e.Message}");
        }
        catch (Exception e)
        {
            span?.Fails(e.Message);
            throw;
        }
    }
}
