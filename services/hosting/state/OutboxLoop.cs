using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Hosting.State;

/// <summary>
/// Publishes a store's events in the order they were stored. On RabbitMQ a row is done when the broker has confirmed it; on
/// the in-memory bus when every reader has consumed it. A crash in between publishes the same message id again.
/// </summary>
internal sealed class OutboxLoop(
    StateStore store, EventPublisher publisher, DeliveryTracker deliveries, BusOptions bus, TimeProvider time, ILogger<OutboxLoop> log) : BackgroundService
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);
    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(e => e.Name);
    private readonly OutboxRows _rows = new(store, time);
    private DateTimeOffset _tidyAt = DateTimeOffset.MinValue;

    /// <summary>In memory a row stays open until it is consumed, but is published once.</summary>
    private long _published;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = store.Changed.Next;
            try
            {
                if (!await PublishUnsentAsync(stoppingToken))
                {
                    await TidyAsync(stoppingToken);
                    await changed.WaitAsync(stoppingToken);
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (StoreOutage.Is(e))
            {
                LoopMetrics.Failures.WithLabels(store.Service, "outbox").Inc();
                Log.StoreAway(log, store.Service, ++failures, e.Message);
                await StoreOutage.PauseAsync(failures, stoppingToken);
            }
            catch (Exception e)
            {
                // The rows stay unsent and are seen by the gauge; the broker coming back is all that is needed.
                LoopMetrics.Failures.WithLabels(store.Service, "outbox").Inc();
                Log.OutboxFailed(log, store.Service, e);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(30, ++failures)), TimeProvider.System, stoppingToken);
            }
        }
    }

    private async Task<bool> PublishUnsentAsync(CancellationToken cancellationToken)
    {
        var rows = await _rows.UnsentAsync(_published, cancellationToken);
        foreach (var row in rows)
        {
            var type = EventTypes[row.Event];
            var delivered = bus.InMemory ? deliveries.Expect(Guid.Parse(row.MessageId), type) : Task.CompletedTask;
            await PublishAsync(row, JsonSerializer.Deserialize(row.Body, type, EventJson.Options)!, cancellationToken);
            if (bus.InMemory)
            {
                _published = row.Seq;
                _ = MarkWhenDeliveredAsync(row.Seq, delivered, cancellationToken);
            }
            else
            {
                await _rows.MarkAsync(row.Seq, cancellationToken);
            }
        }

        return rows.Count > 0;
    }

    private async Task PublishAsync(OutboxRow row, object message, CancellationToken cancellationToken)
    {
        using var span = UpgradeTrace.StartFor(store.Service, $"publish {row.Event}", message, ActivityKind.Producer);
        span?.SetTag("messaging.message.id", row.MessageId);
        try
        {
            await publisher.PublishAsync(
                message, Guid.Parse(row.MessageId), row.CorrelationId is null ? null : Guid.Parse(row.CorrelationId), cancellationToken);
        }
        catch (Exception e)
        {
            span?.Fails(e.Message);
            throw;
        }
    }

    private async Task MarkWhenDeliveredAsync(long seq, Task delivered, CancellationToken cancellationToken)
    {
        try
        {
            await delivered.WaitAsync(cancellationToken);
            await StoreOutage.WaitOutAsync(() => _rows.MarkAsync(seq, cancellationToken), store.Service, log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Shutting down: the row stays open, so the next start publishes it again.
        }
    }

    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() >= _tidyAt)
        {
            await _rows.DeleteOldAsync(cancellationToken);
            _tidyAt = time.GetUtcNow() + TidyEvery;
        }
    }
}
