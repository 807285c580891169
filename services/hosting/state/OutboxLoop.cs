using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;

namespace Upgrades.Hosting.State;

/// <summary>
/// Publishes a store's events in the order they were stored. On RabbitMQ a row is done when the broker has confirmed it; on
/// the in-memory bus when every reader has consumed it. A crash in between publishes the same message id again.
/// </summary>
internal sealed class OutboxLoop(
    StateStore store, EventPublisher publisher, DeliveryTracker deliveries, BusOptions bus, TimeProvider time, ILogger<OutboxLoop> log) : BackgroundService
{
    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(e => e.Name);
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
                    await changed.WaitAsync(stoppingToken);
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
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
        var rows = (await store.ReadAsync(
            connection => connection.QueryAsync<Row>(
                """
                select seq as Seq, message_id as MessageId, event as Event, body as Body, correlation_id as CorrelationId from outbox
                where sent_at is null and seq > @published order by seq limit 100
                """,
                new { published = _published }),
            cancellationToken)).ToList();
        foreach (var row in rows)
        {
            var type = EventTypes[row.Event];
            var delivered = bus.InMemory ? deliveries.Expect(Guid.Parse(row.MessageId), type) : Task.CompletedTask;
            await publisher.PublishAsync(
                JsonSerializer.Deserialize(row.Body, type, EventJson.Options)!,
                Guid.Parse(row.MessageId),
                row.CorrelationId is null ? null : Guid.Parse(row.CorrelationId),
                cancellationToken);
            _published = row.Seq;
            if (bus.InMemory)
            {
                _ = MarkWhenDeliveredAsync(row.Seq, delivered, cancellationToken);
            }
            else
            {
                await MarkAsync(row.Seq, cancellationToken);
            }
        }

        return rows.Count > 0;
    }

    private async Task MarkWhenDeliveredAsync(long seq, Task delivered, CancellationToken cancellationToken)
    {
        try
        {
            await delivered.WaitAsync(cancellationToken);
            await MarkAsync(seq, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Shutting down: the row stays open, so the next start publishes it again.
        }
    }

    private Task<int> MarkAsync(long seq, CancellationToken cancellationToken) => store.WriteQuietlyAsync(
        t => t.ExecuteAsync("update outbox set sent_at = @now where seq = @seq", new { seq, now = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancellationToken);

    private sealed record Row(long Seq, string MessageId, string Event, string Body, string? CorrelationId);
}
