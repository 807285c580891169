using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Tracing;
using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>
/// Tells Slack the timeline, one message after the other in the order of arrival, at least once each. What Slack does not take
/// now holds up the rest, so order stays; the error is in the channel's row.
/// </summary>
internal sealed class PostLoop(TimelineRows rows, SlackWebhook slack, SlackOptions options, TimeProvider time, ILogger<PostLoop> log) : IRowLoop
{
    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(e => e.Name);
    private bool _saidThatNothingIsPosted;

    public string Table => "channels";

    public int Parallelism => 1;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var entry in await rows.UntoldAsync(limit: 50, cancellationToken))
        {
            if (options.WebhookUrl is null)
            {
                SayThatNothingIsPosted();
            }
            else
            {
                await TellAsync(entry, cancellationToken);
            }

            await rows.ToldAsync(entry.Seq, cancellationToken);
        }

        await rows.RestAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
    }

    private async Task TellAsync(TimelineEntry entry, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(entry.Body, EventTypes[entry.Event], EventJson.Options)!;
        using var span = UpgradeTrace.Start(NotifierService.Name, $"tell Slack {entry.Event}", UpgradeTrace.IsOn ? TraceSubject.Of(message) : null);
        if (await slack.PostAsync(Describe.Event(message), cancellationToken) is { } refusal)
        {
            Log.MessageRefused(log, entry.Event, refusal);
            var plain = $":warning: {entry.Event} {SlackText.Say(entry.Stack)}: Slack refused its text, see the timeline ({entry.UpgradeId ?? entry.UpdateId})";
            if (await slack.PostAsync(plain, cancellationToken) is { } again)
            {
                throw new SlackException($"Slack refuses even plain text: {again}");
            }
        }

        if (options.MessagesPerSecond > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 / options.MessagesPerSecond), TimeProvider.System, cancellationToken);
        }
    }

    private void SayThatNothingIsPosted()
    {
        if (!_saidThatNothingIsPosted)
        {
            Log.NoSlack(log);
            _saidThatNothingIsPosted = true;
        }
    }
}
