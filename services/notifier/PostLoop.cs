using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Tracing;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>
/// Tells Slack the timeline, lane by lane: within one in the order of arrival, at least once each. What Slack does not take now holds up
/// its lane only; the error is in the lane's row.
/// </summary>
internal sealed class PostLoop(LaneRows rows, TellByWebhook webhook, TellByBot bot, SlackOptions options, TimeProvider time, ILogger<PostLoop> log) : IRowLoop
{
    /// <summary>Slack's outage is over for some time before a longer pause ends.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>So many failures make a pause of the loops as long.</summary>
    private const int FailuresOfThat = 7;

    private bool _saidThatNothingIsPosted;

    public string Table => "lanes";

    public int Parallelism => 4;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var untold in await rows.UntoldAsync(id, limit: 50, cancellationToken))
            {
                await TellAsync(untold, cancellationToken);
                await rows.ToldAsync(untold.Entry, cancellationToken);
            }

            if (options.HasBot)
            {
                await bot.ShowAsync(id, cancellationToken);
            }
        }
        catch (SlackException) when (!cancellationToken.IsCancellationRequested)
        {
            if (await rows.FailuresAsync(id, cancellationToken) >= FailuresOfThat)
            {
                await rows.PostponeAsync(id, (time.GetUtcNow() + LongestPause).ToUnixTimeMilliseconds(), cancellationToken);
            }

            throw;
        }

        await rows.RestAsync(id, time.GetUtcNow().ToUnixTimeMilliseconds(), options.HasBot, cancellationToken);
    }

    private async Task TellAsync(Untold untold, CancellationToken cancellationToken)
    {
        using var span = UpgradeTrace.Start(NotifierService.Name, $"tell Slack {untold.Entry.Event}", UpgradeTrace.IsOn ? TraceSubject.Of(Lane.Read(untold.Entry)) : null);
        if (options.HasBot)
        {
            await bot.TellAsync(untold, cancellationToken);
            return;
        }

        SayWhenNothingIsPosted();
        await webhook.TellAsync(untold, cancellationToken);
    }

    private void SayWhenNothingIsPosted()
    {
        if (options.WebhookUrl is null && options.Routes.All(r => r.WebhookUrl is null) && !_saidThatNothingIsPosted)
        {
            Log.NoSlack(log);
            _saidThatNothingIsPosted = true;
        }
    }
}
