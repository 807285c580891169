using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>
/// Tells with a bot: a message per upgrade, its events in a thread, the rest as messages. Slack knows no idempotency key: what is not known to
/// be out is posted again, as twice is better than never.
/// </summary>
internal sealed class TellByBot(SlackApi api, LaneRows rows, ThreadRows threads, TimelineRows timeline, SlackOptions options, ILogger<TellByBot> log)
{
    /// <exception cref="SlackException">Not now; what is out stays out.</exception>
    public async Task TellAsync(Untold untold, CancellationToken cancellationToken)
    {
        var (entry, message) = (untold.Entry, Lane.Read(untold.Entry));
        var thread = entry.UpgradeId is null || Placement.Of(message) is Place.Nowhere or Place.Channel ? null : await ThreadAsync(entry, message, cancellationToken);
        foreach (var delivery in Delivery.OfBot(entry, message, options, thread?.Asked).Skip(untold.Posted))
        {
            if (delivery.To is null)
            {
                thread = await ReplyAsync(thread!, entry, delivery, cancellationToken);
            }
            else if (delivery.To.Channel != thread?.Asked)
            {
                await PostAsync(delivery.To, delivery.Text, Delivery.Plain(entry), cancellationToken);
            }

            await rows.PostedAsync(entry.Seq, cancellationToken);
        }
    }

    /// <summary>Brings the upgrade's message up to the last event, in one edit however many there were.</summary>
    /// <exception cref="SlackException">Not now.</exception>
    public async Task ShowAsync(string upgradeId, CancellationToken cancellationToken)
    {
        if (await threads.FindAsync(upgradeId, cancellationToken) is not { Stale: true } thread)
        {
            return;
        }

        var text = await NowAsync(upgradeId, cancellationToken);
        if (text != thread.Shown)
        {
            var answer = await api.UpdateAsync(thread.Channel, thread.Ts, text, cancellationToken);
            answer = await PlainlyAsync(answer, thread.Id, Refused(thread.Id), plain => api.UpdateAsync(thread.Channel, thread.Ts, plain, cancellationToken));
            if (!answer.Ok)
            {
                await AnewAsync(thread, answer, SlackApi.Update, cancellationToken);
            }
        }

        await threads.ShowsAsync(upgradeId, text, cancellationToken);
    }

    /// <summary>Posts a message that stands for itself.</summary>
    /// <returns>Where it is.</returns>
    /// <exception cref="SlackException">Not now.</exception>
    public async Task<SlackAnswer> PostAsync(Destination to, string text, string refused, CancellationToken cancellationToken)
    {
        var answer = await api.PostAsync(to.Channel!, text, thread: null, broadcast: false, cancellationToken);
        answer = await PlainlyAsync(answer, to.Setting, refused, plain => api.PostAsync(to.Channel!, plain, thread: null, broadcast: false, cancellationToken));
        return answer.Ok ? answer : throw SlackTroubles.Explain(answer, SlackApi.Post, to.Channel!, to.Setting);
    }

    /// <summary>An answer under a message that <see cref="PostAsync"/> has made.</summary>
    /// <exception cref="SlackException">Not now.</exception>
    public async Task ContinueAsync(Destination to, SlackAnswer first, string text, CancellationToken cancellationToken)
    {
        if (await api.PostAsync(first.Channel!, text, first.Ts, broadcast: false, cancellationToken) is { Ok: false } answer)
        {
            throw SlackTroubles.Explain(answer, SlackApi.Post, to.Channel!, to.Setting);
        }
    }

    /// <summary>The upgrade's message; made now when this event is the first that is to be told of it.</summary>
    private async Task<ThreadRow?> ThreadAsync(TimelineEntry entry, object message, CancellationToken cancellationToken) =>
        await threads.FindAsync(entry.UpgradeId!, cancellationToken)
        ?? (Routing.For(options, Severities.Of(message), entry.Stack) is { } to ? await OpenAsync(entry.UpgradeId!, to, cancellationToken) : null);

    private async Task<ThreadRow> OpenAsync(string upgradeId, Destination to, CancellationToken cancellationToken)
    {
        var text = await NowAsync(upgradeId, cancellationToken);
        var answer = await PostAsync(to, text, Refused(upgradeId), cancellationToken);
        var thread = new ThreadRow(upgradeId, to.Channel!, answer.Channel ?? to.Channel!, answer.Ts!, text, Stale: false);
        await threads.KeepAsync(thread, cancellationToken);
        return thread;
    }

    private async Task<ThreadRow> ReplyAsync(ThreadRow thread, TimelineEntry entry, Delivery delivery, CancellationToken cancellationToken)
    {
        Task<SlackAnswer> Post(ThreadRow under, string text) => api.PostAsync(under.Channel, text, under.Ts, delivery.Loud, cancellationToken);

        var answer = await PlainlyAsync(await Post(thread, delivery.Text), entry.Event, Delivery.Plain(entry), plain => Post(thread, plain));
        if (answer.Ok)
        {
            return thread;
        }

        var anew = await AnewAsync(thread, answer, SlackApi.Post, cancellationToken);
        var again = await PlainlyAsync(await Post(anew, delivery.Text), entry.Event, Delivery.Plain(entry), plain => Post(anew, plain));
        return again.Ok ? anew : throw SlackTroubles.Explain(again, SlackApi.Post, anew.Asked, Setting(anew));
    }

    /// <summary>A new message for one that is gone, and for one in a channel that is out of use and that no setting names any more.</summary>
    /// <exception cref="SlackException">It is there, and something else is wrong.</exception>
    private async Task<ThreadRow> AnewAsync(ThreadRow thread, SlackAnswer answer, string method, CancellationToken cancellationToken)
    {
        var trouble = SlackTroubles.Of(answer.Error);
        var isLeft = trouble == SlackTrouble.Channel && !Routing.Names(options, thread.Asked);
        if (trouble != SlackTrouble.Gone && !isLeft)
        {
            throw SlackTroubles.Explain(answer, method, thread.Asked, Setting(thread));
        }

        Log.MessageGone(log, thread.Id, thread.Asked, answer.Error!);
        var last = (await timeline.OfUpgradeAsync(thread.Id, cancellationToken)).Last();
        var to = Routing.Names(options, thread.Asked) ? new Destination(Lane.Usual, Setting(thread), thread.Asked, null)
            : Routing.For(options, Severities.Of(Lane.Read(last)), last.Stack) ?? Routing.Usual(options)!;
        return await OpenAsync(thread.Id, to, cancellationToken);
    }

    /// <summary>Once more with a plain text, where Slack will never take this one.</summary>
    private async Task<SlackAnswer> PlainlyAsync(SlackAnswer answer, string what, string plain, Func<string, Task<SlackAnswer>> again)
    {
        if (answer.Ok || SlackTroubles.Of(answer.Error) != SlackTrouble.Text)
        {
            return answer;
        }

        Log.MessageRefused(log, what, answer.Error!);
        var second = await again(plain);
        return SlackTroubles.Of(second.Error) == SlackTrouble.Text && !second.Ok ? throw new SlackException($"Slack refuses even plain text: {second.Error}") : second;
    }

    private string Setting(ThreadRow thread) =>
        options.Routes.Select((r, i) => r.Channel == thread.Asked ? $"UPGRADES__SLACK__ROUTES__{i}__CHANNEL" : null).FirstOrDefault(s => s is not null) ?? "UPGRADES__SLACK__CHANNEL";

    private static string Refused(string upgradeId) => $":warning: Slack refused the text about an upgrade, see the timeline ({upgradeId})";

    private async Task<string> NowAsync(string upgradeId, CancellationToken cancellationToken) =>
        Pieces.Of(UpgradeNow.Of([.. (await timeline.OfUpgradeAsync(upgradeId, cancellationToken)).Select(Lane.Read)], options.TimelineUrl, upgradeId))[0];
}
