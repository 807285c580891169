using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Bus;

/// <summary>Tries what a service does at the broker, and leaves everything as it was.</summary>
internal static class BrokerRights
{
    private const int NotFound = 404;

    /// <returns>The first queue or exchange that is not there; null: all are.</returns>
    public static async Task<string?> MissingAsync(IConnection connection, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellationToken)
    {
        var looking = "";
        // The broker closes a channel that asks for what is not there.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            foreach (var exchange in EndpointTable.Events.Select(EndpointTable.KebabName))
            {
                looking = $"exchange {exchange}";
                await channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken);
            }

            foreach (var queue in endpoints.SelectMany(e => new[] { e.Queue, e.ErrorQueue }))
            {
                looking = $"queue {queue}";
                await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            }

            return null;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == NotFound)
        {
            return looking;
        }
    }

    /// <summary>
    /// Declaring again what is there asks for the rights to declare; binding a queue to the exchange of its own name, for those to write
    /// and to read it; a publish that is rolled back, for the right to publish. None of it changes anything.
    /// </summary>
    /// <exception cref="RabbitMQClientException">A right is missing, and the broker's words name it.</exception>
    public static async Task UseAsync(IConnection connection, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await RabbitMqTopology.DeclareAsync(channel, endpoints, cancellationToken);
        await channel.TxSelectAsync(cancellationToken);
        foreach (var exchange in EndpointTable.Events.Select(EndpointTable.KebabName))
        {
            await channel.BasicPublishAsync(exchange, "", ReadOnlyMemory<byte>.Empty, cancellationToken);
        }

        await channel.TxRollbackAsync(cancellationToken);
    }
}
