using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Bus;

namespace Upgrades.Standalone.Replaying;

/// <summary>The broker is away, or takes no update: said in one line.</summary>
internal sealed class BrokerRefusalException(string message, Exception cause) : Exception(message, cause);

/// <summary>
/// Publishes updates as a person does in the broker's management page: straight to the analyzer, so that no filter and no limit of ingest's applies.
/// Each is confirmed by the broker and routed to a queue before the next.
/// </summary>
internal static class SendToBroker
{
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(30);
    private static readonly string Exchange = EndpointTable.KebabName(typeof(UpdateDetected));

    /// <param name="source">As in <see cref="SendToIngest"/>.</param>
    /// <exception cref="BrokerRefusalException">What was sent before stays sent.</exception>
    public static async IAsyncEnumerable<SentUpdate> SendAsync(
        string url, IReadOnlyList<WantedUpdate> updates, string? source, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await TryAsync(() => BrokerConnection.OpenAsync(url, "upgrades replay", cancellationToken), "The broker cannot be reached", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        foreach (var update in updates)
        {
            var message = update.Message with { UpdateId = update.Id, Source = update.Message.Source ?? source };
            var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = $"{Guid.NewGuid()}" };
            await TryAsync(
                async () =>
                {
                    // Begun is finished, so that what is told as sent is what was sent.
                    using var limit = new CancellationTokenSource(ConfirmLimit);
                    await channel.BasicPublishAsync(Exchange, "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(message, EventJson.Options), limit.Token);
                    return true;
                },
                $"{update.Image} was not taken",
                CancellationToken.None);
            yield return new SentUpdate(update, "accepted", "", update.Id);
        }
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> act, string what, CancellationToken stop)
    {
        try
        {
            return await act();
        }
        catch (PublishReturnException e)
        {
            throw new BrokerRefusalException($"{what}: no queue is bound to {Exchange}; no service has ever been connected to this virtual host", e);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            throw new BrokerRefusalException($"{what}: there is no exchange {Exchange}; no service has ever been connected to this virtual host", e);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new BrokerRefusalException($"{what}: {e.GetBaseException().Message}", e);
        }
    }
}
