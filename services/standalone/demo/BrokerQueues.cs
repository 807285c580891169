using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;

namespace Upgrades.Standalone.Demo;

/// <summary>Our queues in a virtual host, looked at from beside the bus.</summary>
internal static class BrokerQueues
{
    private const ushort NotFound = 404;

    /// <summary>
    /// A demonstration gives the same ids to its upgrades each time, and reads whatever is in the queues: messages of another run
    /// would end its upgrades for it, and it would take the messages of a real installation. Nothing is purged here: whose messages
    /// they are cannot be known.
    /// </summary>
    /// <exception cref="BrokerException">The broker cannot be reached or refuses us, or the virtual host is in use.</exception>
    public static Task EnsureUnusedAsync(Uri amqp, CancellationToken cancellationToken) => EachAsync(
        amqp,
        (_, queue) => queue switch
        {
            { ConsumerCount: > 0 } => throw new BrokerException($"{queue.QueueName} has a reader: services are running on this virtual host. {Advice}"),
            { MessageCount: > 0 } => throw new BrokerException($"{queue.QueueName} holds messages ({queue.MessageCount}). {Advice}"),
            _ => Task.CompletedTask,
        },
        cancellationToken);

    /// <summary>Empties every queue of ours that exists. The queues stay.</summary>
    /// <exception cref="BrokerException">The broker cannot be reached or refuses us.</exception>
    public static Task PurgeAsync(Uri amqp, CancellationToken cancellationToken) =>
        EachAsync(amqp, (channel, queue) => channel.QueuePurgeAsync(queue.QueueName, cancellationToken), cancellationToken);

    private const string Advice = "Give the demonstration a virtual host of its own (rabbitmqctl add_vhost NAME), or empty this one.";

    private static async Task EachAsync(Uri amqp, Func<IChannel, QueueDeclareOk, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await BrokerConnection.OpenAsync(amqp.ToString(), "upgrades demo", cancellationToken);
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            foreach (var name in EndpointTable.Endpoints.SelectMany(e => (string[])[e.Queue, e.ErrorQueue]))
            {
                try
                {
                    await act(channel, await channel.QueueDeclarePassiveAsync(name, cancellationToken));
                }
                catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == NotFound)
                {
                    // Asking for a queue that is not there costs the channel.
                    channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or TimeoutException or IOException)
        {
            throw new BrokerException($"The broker at {amqp.Host}:{amqp.Port} cannot be used: {e.GetBaseException().Message}", e);
        }
    }
}

internal sealed class BrokerException(string message, Exception? cause = null) : Exception(message, cause);
