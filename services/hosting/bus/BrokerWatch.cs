using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// Keeps one small connection to the broker: declares the queues after every connect, so a broker that has lost its data gets them
/// back, and learns when the broker takes no messages. While it does not, the gate is closed and events stay stored.
/// </summary>
internal sealed class BrokerWatch(BusOptions options, ILogger<BrokerWatch> log) : BackgroundService, ITopologyGate
{
    /// <summary>Goes nowhere. A broker in alarm tells it only to connections that publish.</summary>
    private const string NoSuchQueue = "upgrades.watch";

    /// <summary>All of the system clock: how long the broker may be silent is not domain time.</summary>
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly Lock _changing = new();
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _trouble = "not connected yet";

    /// <summary>Why nothing can be published at the moment; empty when it can.</summary>
    public string Trouble => _trouble;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task open;
        lock (_changing)
        {
            open = _open.Task;
        }

        await open.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 1; !stoppingToken.IsCancellationRequested; attempt++)
        {
            try
            {
                await WatchAsync(() => attempt = 1, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                var reason = e is OperationCanceledException ? "it does not answer" : e.GetBaseException().Message;
                Close($"the broker cannot be reached: {reason}");
                BusMetrics.BrokerUp.Set(0);
                Log.BrokerAway(log, attempt, reason);
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, attempt)), TimeProvider.System, stoppingToken);
        }
    }

    /// <summary>Returns only by an exception: the connection is lost, or the process stops.</summary>
    private async Task WatchAsync(Action connected, CancellationToken stoppingToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var connection = await BrokerConnection.OpenAsync(options.Url!, "upgrades watch", stoppingToken);
        connection.ConnectionShutdownAsync += (_, reason) => LoseAsync(lost, reason.ReplyText);
        connection.ConnectionBlockedAsync += (_, blocked) => BlockAsync(blocked.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => UnblockAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: lost.Token);
        using (var answer = CancellationTokenSource.CreateLinkedTokenSource(lost.Token))
        {
            answer.CancelAfter(AnswerLimit);
            await RabbitMqTopology.DeclareAsync(channel, answer.Token);
        }

        connected();
        BusMetrics.BrokerUp.Set(1);
        Open();
        while (!lost.IsCancellationRequested)
        {
            // Into a blocked connection nothing more is written: the broker reads none of it.
            if (_trouble.Length == 0)
            {
                using var answer = CancellationTokenSource.CreateLinkedTokenSource(lost.Token);
                answer.CancelAfter(AnswerLimit);
                await channel.BasicPublishAsync("", NoSuchQueue, ReadOnlyMemory<byte>.Empty, answer.Token);
            }

            await Task.Delay(Pulse, TimeProvider.System, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        stoppingToken.ThrowIfCancellationRequested();
        throw new IOException(connection.CloseReason?.ReplyText ?? "the connection is lost");
    }

    private Task LoseAsync(CancellationTokenSource lost, string reason)
    {
        Close($"the broker cannot be reached: {reason}");
        BusMetrics.BrokerUp.Set(0);
        return lost.CancelAsync();
    }

    private Task BlockAsync(string reason)
    {
        Close($"the broker takes no messages: {reason}");
        BusMetrics.BrokerBlocked.Set(1);
        Log.BrokerBlocked(log, reason);
        return Task.CompletedTask;
    }

    private Task UnblockAsync()
    {
        Log.BrokerUnblocked(log);
        Open();
        return Task.CompletedTask;
    }

    private void Open()
    {
        lock (_changing)
        {
            _trouble = "";
            BusMetrics.BrokerBlocked.Set(0);
            _open.TrySetResult();
        }
    }

    private void Close(string trouble)
    {
        lock (_changing)
        {
            _trouble = trouble;
            if (_open.Task.IsCompleted)
            {
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
