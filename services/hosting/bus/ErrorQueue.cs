using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Bus;

/// <summary>A message that lies in an error queue.</summary>
/// <param name="Event">Name of the event that the queue bears: <c>upgrade-planned</c>.</param>
/// <param name="Reason">Why it lies there.</param>
/// <param name="FailedAt">When it was put there, as far as it says.</param>
public sealed record FailedMessage(string Event, string Reason, DateTimeOffset? FailedAt, string? MessageId, int Bytes);

/// <summary>The error queue of one queue, as an operator looks into it and empties it back after a fix.</summary>
public sealed class ErrorQueue : IAsyncDisposable
{
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(30);
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private ErrorQueue(IConnection connection, IChannel channel, Endpoint endpoint) => (_connection, _channel, Endpoint) = (connection, channel, endpoint);

    public Endpoint Endpoint { get; }

    /// <param name="name">The queue or its error queue.</param>
    /// <returns>Null when the system has no such queue.</returns>
    public static Endpoint? Find(string name) => EndpointTable.Endpoints.FirstOrDefault(e => e.Queue == name || e.ErrorQueue == name);

    /// <exception cref="InvalidOperationException">The broker is away, refuses the login, or has no such virtual host.</exception>
    public static async Task<ErrorQueue> OpenAsync(string url, Endpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await BrokerConnection.OpenAsync(url, "upgrades replay", cancellationToken);
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            return new ErrorQueue(connection, channel, endpoint);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException)
        {
            throw new InvalidOperationException($"The broker cannot be reached: {e.GetBaseException().Message}", e);
        }
    }

    /// <exception cref="InvalidOperationException">The broker has no such queue: no service has ever been connected to it.</exception>
    public async Task EnsureThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _channel.QueueDeclarePassiveAsync(Endpoint.ErrorQueue, cancellationToken);
        }
        catch (OperationInterruptedException e)
        {
            throw new InvalidOperationException($"{Endpoint.ErrorQueue} cannot be read: {e.ShutdownReason?.ReplyText ?? e.Message}", e);
        }
    }

    /// <summary>Looks at the oldest messages. They are given back when this is disposed, so nothing else is done with it afterwards.</summary>
    /// <returns>How many lie there in all, and as many of them as asked for.</returns>
    public async Task<(int Count, IReadOnlyList<FailedMessage> Messages)> PeekAsync(int limit, CancellationToken cancellationToken)
    {
        var count = 0;
        List<FailedMessage> messages = [];
        while (messages.Count < limit && await _channel.BasicGetAsync(Endpoint.ErrorQueue, autoAck: false, cancellationToken) is { } message)
        {
            messages.Add(Read(message));
            count = messages.Count + (int)message.MessageCount;
        }

        return (count, messages);
    }

    /// <summary>
    /// Moves the oldest message back to its queue, the same but for the traces of its failure. It leaves here when the broker has
    /// confirmed it there; a crash in between leaves it in both.
    /// </summary>
    /// <returns>
    /// How many are left; null when there was none. (Declaring a queue tells the number too, but of a quorum queue under load a wrong one: 0.)
    /// </returns>
    /// <exception cref="InvalidOperationException">The broker did not take it; it stays where it is.</exception>
    public async Task<int?> MoveNextAsync()
    {
        // Begun is finished: a cancellation between the two halves would double the message.
        using var limit = new CancellationTokenSource(ConfirmLimit);
        try
        {
            if (await _channel.BasicGetAsync(Endpoint.ErrorQueue, autoAck: false, limit.Token) is not { } message)
            {
                return null;
            }

            var properties = new BasicProperties(message.BasicProperties);
            properties.Headers = properties.Headers?.Where(h => !IsTrace(h.Key)).ToDictionary(h => h.Key, h => h.Value);
            await _channel.BasicPublishAsync("", Endpoint.Queue, mandatory: true, properties, message.Body, limit.Token);
            await _channel.BasicAckAsync(message.DeliveryTag, multiple: false, limit.Token);
            return (int)message.MessageCount;
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException($"The broker did not confirm within {ConfirmLimit.TotalSeconds:0} s.", e);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException)
        {
            throw new InvalidOperationException($"{Endpoint.Queue} did not take a message: {e.GetBaseException().Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static bool IsTrace(string header) =>
        header.StartsWith("MT-Fault-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("MT-Host-", StringComparison.OrdinalIgnoreCase)
        || header is "MT-Reason" or "x-death" or "x-first-death-exchange" or "x-first-death-queue" or "x-first-death-reason" or "x-delivery-count";

    private FailedMessage Read(BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
        var reason = Text(headers, MassTransit.MessageHeaders.FaultMessage)
            ?? (headers.ContainsKey("x-death") ? "delivered too often without an answer: its service died while it handled it" : "it does not say why");
        DateTimeOffset? failedAt = DateTimeOffset.TryParse(
            Text(headers, MassTransit.MessageHeaders.FaultTimestamp), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
        return new FailedMessage(EndpointTable.KebabName(Endpoint.Event), reason, failedAt, message.BasicProperties.MessageId, message.Body.Length);
    }

    private static string? Text(IDictionary<string, object?> headers, string name) => headers.TryGetValue(name, out var value) switch
    {
        true when value is byte[] bytes => Encoding.UTF8.GetString(bytes),
        true when value is AmqpTimestamp stamp => DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime).ToString("O", CultureInfo.InvariantCulture),
        _ => null,
    };
}
