using MassTransit;

namespace Upgrades.Hosting.Bus;

/// <summary>Puts a stored event on the bus. Returns when the broker has confirmed it, or when it is on the in-memory bus.</summary>
internal sealed class EventPublisher(IBus bus, ITopologyGate gate)
{
    /// <summary>A confirm that never comes is as good as a lost one (system clock); the event stays stored and goes again.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="TimeoutException">The broker did not confirm in time. It may have the event all the same.</exception>
    public async Task PublishAsync(object message, Guid messageId, Guid? correlationId, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Limit);
        try
        {
            // The wait is cut off here too: not every wait inside MassTransit looks at its token.
            await bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
            {
                context.MessageId = messageId;
                context.CorrelationId = correlationId;
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
            }), deadline.Token).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not confirm {message.GetType().Name} within {Limit.TotalSeconds:0} s.", e);
        }
    }
}
