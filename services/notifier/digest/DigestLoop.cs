using Upgrades.Hosting.Loops;
using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier.Digest;

/// <summary>Tells the week once a week, in domain time; what was missed while nothing ran is told late, in one message.</summary>
internal sealed class DigestLoop(DigestRows rows, TellByBot bot, SlackWebhook webhook, SlackOptions options, TimeProvider time, ILogger<DigestLoop> log) : IRowLoop
{
    /// <summary>Day and hour may be others after a restart.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    public string Table => "digests";

    public int Parallelism => 1;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = DigestSchedule.Last(options.Digest, options.DigestHour, now);
        // At the very first, and after a time of none, there is no week to tell yet.
        if (last is { } to && await rows.UntilAsync(id, cancellationToken) is { } from && from < to)
        {
            await TellAsync(from, to, cancellationToken);
        }

        var next = last?.AddDays(7);
        await rows.RestAsync(id, last, next is { } due && due < now + LookAgain ? due : now + LookAgain, cancellationToken);
    }

    private async Task TellAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (Routing.Usual(options) is not { } place)
        {
            return;
        }

        var pieces = Pieces.Of(DescribeWeek.Of(await rows.FactsAsync(from, to, cancellationToken), options.TimelineUrl));
        const string Refused = ":warning: Slack refused the text about the week, see the timeline";
        if (options.HasBot)
        {
            var first = await bot.PostAsync(place, pieces[0], Refused, cancellationToken);
            foreach (var piece in pieces.Skip(1))
            {
                await bot.ContinueAsync(place, first, piece, cancellationToken);
            }
        }
        else
        {
            foreach (var piece in pieces)
            {
                if (await webhook.PostAsync(place, piece, cancellationToken) is not null && await webhook.PostAsync(place, Refused, cancellationToken) is { } again)
                {
                    throw new SlackException($"Slack refuses even plain text: {again}");
                }
            }
        }

        Log.WeekTold(log, to);
    }
}
