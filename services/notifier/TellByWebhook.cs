using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>Tells through incoming webhooks: flat messages, each at least once, in order.</summary>
internal sealed class TellByWebhook(SlackWebhook webhook, LaneRows rows, SlackOptions options, ILogger<TellByWebhook> log)
{
    /// <exception cref="SlackException">Not now; what is out stays out.</exception>
    public async Task TellAsync(Untold untold, CancellationToken cancellationToken)
    {
        var entry = untold.Entry;
        foreach (var delivery in Delivery.OfWebhook(entry, Lane.Read(entry), options).Skip(untold.Posted))
        {
            if (await webhook.PostAsync(delivery.To!, delivery.Text, cancellationToken) is { } refusal)
            {
                Log.MessageRefused(log, entry.Event, refusal);
                if (await webhook.PostAsync(delivery.To!, Delivery.Plain(entry), cancellationToken) is { } again)
                {
                    throw new SlackException($"Slack refuses even plain text: {again}");
                }
            }

            await rows.PostedAsync(entry.Seq, cancellationToken);
        }
    }
}
