using RabbitMQ.Client;

namespace Upgrades.Hosting.Bus;

/// <summary>Connections beside MassTransit's, with the same limits: a broker that is silent is found out within half a minute.</summary>
public static class BrokerConnection
{
    /// <summary>A peer that says nothing for twice this long is gone.</summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>For one answer to a request.</summary>
    internal static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">Nobody there, or the login is refused.</exception>
    public static Task<IConnection> OpenAsync(string url, string name, CancellationToken cancellationToken) => new ConnectionFactory
    {
        Uri = new Uri(url),
        ClientProvidedName = name,
        // Whoever connects here starts over by himself, and knows what to declare again.
        AutomaticRecoveryEnabled = false,
        RequestedHeartbeat = Heartbeat,
        RequestedConnectionTimeout = AnswerLimit,
        HandshakeContinuationTimeout = AnswerLimit,
        ContinuationTimeout = AnswerLimit,
    }.CreateConnectionAsync(cancellationToken);
}
