using MassTransit;

namespace Upgrades.Hosting.Bus;

/// <summary>Puts a stored event on the bus. Returns when the broker has confirmed it, or when it is on the in-memory bus.</summary>
internal sealed class EventPublisher(IBus bus, ITopologyGate gate)
{
    public async Task PublishAsync(object message, Guid messageId, Guid? correlationId, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        await bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = messageId;
            context.CorrelationId = correlationId;
            if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            {
                rabbit.Mandatory = true;
            }
        }), cancellationToken);
    }
}
