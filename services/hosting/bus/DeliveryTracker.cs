using System.Collections.Concurrent;
using MassTransit;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// The in-memory bus forgets on a crash, so there an event counts as sent only when every queue that bears it has consumed
/// it; until then its outbox row stays open and is published again at the next start (DESIGN §5).
/// </summary>
internal sealed class DeliveryTracker : IConsumeObserver
{
    private readonly ConcurrentDictionary<Guid, Delivery> _open = new();

    /// <summary>Completes when every queue of the event has consumed it.</summary>
    public Task Expect(Guid messageId, Type eventType)
    {
        var delivery = new Delivery(EndpointTable.QueuesOf(eventType).Count());
        _open[messageId] = delivery;
        return delivery.Done.Task;
    }

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (context.MessageId is { } id && _open.TryGetValue(id, out var delivery) && Interlocked.Decrement(ref delivery.Remaining) == 0)
        {
            _open.TryRemove(id, out _);
            delivery.Done.SetResult();
        }

        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private sealed class Delivery(int queues)
    {
        public int Remaining = queues;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
