using System.Data.Common;
using System.Threading.Channels;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest.Webhook;

/// <summary>
/// Webhooks that wait to be stored. What waits is stored together, in one transaction: a commit waits for the disk, and many
/// senders wait for the same one instead of one after the other. When too many wait, the next is refused at once.
/// </summary>
internal sealed class WaitingSignals(ReceiveUpdate receive, IngestOptions options, ILogger<WaitingSignals> log) : BackgroundService
{
    /// <summary>Others write to the same store: a transaction of ours is over in milliseconds.</summary>
    private const int Batch = 64;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });

    /// <summary>Asked before a body is read: refusing is cheapest then.</summary>
    public bool IsFull => _waiting.Reader.Count >= options.MaxWaiting;

    /// <returns>Completes when the signal is stored, whether or not its sender still listens; null when too many wait already.</returns>
    /// <exception cref="DbException">The store is down (from the task).</exception>
    public Task<Receipt>? TryStore(Signal signal)
    {
        var waiting = new Waiting(signal);
        return _waiting.Writer.TryWrite(waiting) ? waiting.Stored.Task : null;
    }

    /// <summary>The web server has stopped before, so nobody comes any more; who waits is still stored.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Waiting> batch = [];
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            WebhookMetrics.Waiting.Set(batch.Count + _waiting.Reader.Count);
            await StoreAsync(batch);
            batch.Clear();
            WebhookMetrics.Waiting.Set(_waiting.Reader.Count);
        }
    }

    private async Task StoreAsync(List<Waiting> batch)
    {
        try
        {
            var receipts = await receive.AcceptAsync([.. batch.Select(w => w.Signal)], CancellationToken.None);
            foreach (var (waiting, receipt) in batch.Zip(receipts))
            {
                waiting.Stored.SetResult(receipt);
            }
        }
        catch (Exception e)
        {
            // Each sender gets it as its own. A signal has passed the grammar, so none of them can be what breaks the others.
            Log.StoreDown(log, batch.Count, e);
            batch.ForEach(waiting => waiting.Stored.SetException(e));
        }
    }

    private sealed record Waiting(Signal Signal)
    {
        public TaskCompletionSource<Receipt> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
