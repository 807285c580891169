using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Upgrades.Contracts;

namespace Upgrades.Standalone.Chaos;

/// <param name="ProcessId">Who published it.</param>
internal sealed record WitnessedEvent(Guid MessageId, int ProcessId, object Event);

/// <summary>An independent queue that is bound to every exchange and sees every event, whatever the services think has happened.</summary>
internal sealed class EventWitness(Uri amqp) : IAsyncDisposable
{
    private const string Queue = "chaos.witness";
    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(EndpointTable.KebabName);
    private readonly Lock _gate = new();
    private readonly List<WitnessedEvent> _events = [];
    private readonly HashSet<Guid> _seen = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>In the order in which they arrived here, each message once.</summary>
    public IReadOnlyList<WitnessedEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Raised when a message is seen for the first time.</summary>
    public event Action<WitnessedEvent>? Seen;

    /// <summary>Returns when the queue is there: nothing that is published afterwards is missed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watching = WatchAsync(listening);
        await listening.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync(TaskCompletionSource listening)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(listening);
            }
            catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException or IOException or TimeoutException)
            {
                // The broker is being restarted. The queue is durable, so what it got meanwhile is still to come.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(TaskCompletionSource listening)
    {
        var factory = new ConnectionFactory { Uri = amqp, AutomaticRecoveryEnabled = false, ClientProvidedName = Queue };
        await using var connection = await factory.CreateConnectionAsync(_stopping.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _stopping.Token);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: _stopping.Token);
        foreach (var exchange in EventTypes.Keys)
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: _stopping.Token);
            await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: _stopping.Token);
        }

        await channel.BasicQosAsync(0, 200, global: false, _stopping.Token);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) => Task.FromResult(closed.TrySetResult());
        channel.ChannelShutdownAsync += (_, _) => Task.FromResult(closed.TrySetResult());
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            Take(delivery.Exchange, delivery.Body);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, _stopping.Token);
        listening.TrySetResult();
        await closed.Task.WaitAsync(_stopping.Token);
    }

    private void Take(string exchange, ReadOnlyMemory<byte> body)
    {
        using var envelope = JsonDocument.Parse(body);
        var root = envelope.RootElement;
        var witnessed = new WitnessedEvent(
            root.GetProperty("messageId").GetGuid(),
            root.GetProperty("host").GetProperty("processId").GetInt32(),
            root.GetProperty("message").Deserialize(EventTypes[exchange], EventJson.Options)!);
        lock (_gate)
        {
            if (!_seen.Add(witnessed.MessageId))
            {
                return;
            }

            _events.Add(witnessed);
        }

        Seen?.Invoke(witnessed);
    }
}
