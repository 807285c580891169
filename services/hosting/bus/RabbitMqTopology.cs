using MassTransit;
using RabbitMQ.Client;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// All queues, bindings and error queues of the whole system, declared by whichever service starts first: an event whose queue
/// is missing returns as published and is gone (DESIGN §10). Arguments are those of the first version for ever: a broker
/// refuses a queue declared otherwise.
/// </summary>
internal static class RabbitMqTopology
{
    public static IReadOnlyDictionary<string, object> QueueArguments(Endpoint endpoint) => new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-overflow"] = "reject-publish",
        ["x-dead-letter-exchange"] = endpoint.ErrorQueue,
        ["x-dead-letter-strategy"] = "at-least-once",
        // A quorum queue without a limit redelivers a message that kills its process for ever.
        ["x-delivery-limit"] = 100,
    };

    /// <summary>
    /// MassTransit gives an error queue the arguments of its queue. It would dead-letter into itself and refuse messages, so
    /// only the type stays.
    /// </summary>
    public static void AsErrorQueue(IRabbitMqQueueConfigurator queue)
    {
        foreach (var name in (string[])["x-overflow", "x-dead-letter-exchange", "x-dead-letter-strategy", "x-delivery-limit"])
        {
            queue.SetQueueArgument(name, null);
        }
    }

    public static Task DeclareAsync(IChannel channel, CancellationToken cancellationToken) => DeclareAsync(channel, EndpointTable.Endpoints, cancellationToken);

    /// <summary>All exchanges of events, and of the queues these.</summary>
    public static async Task DeclareAsync(IChannel channel, IEnumerable<Endpoint> endpoints, CancellationToken cancellationToken)
    {
        foreach (var eventType in EndpointTable.Events)
        {
            await channel.ExchangeDeclareAsync(EndpointTable.KebabName(eventType), ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        }

        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        foreach (var endpoint in endpoints)
        {
            await DeclareQueueAsync(channel, endpoint.ErrorQueue, quorum, cancellationToken);
            await DeclareQueueAsync(channel, endpoint.Queue, QueueArguments(endpoint).ToDictionary(a => a.Key, a => (object?)a.Value), cancellationToken);
            await channel.ExchangeBindAsync(endpoint.Queue, EndpointTable.KebabName(endpoint.Event), "", cancellationToken: cancellationToken);
        }
    }

    private static async Task DeclareQueueAsync(IChannel channel, string name, IDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(name, name, "", cancellationToken: cancellationToken);
    }
}
