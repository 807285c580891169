namespace Upgrades.Notifier.Slack;

/// <summary>
/// When Slack takes the next call (<c>reference/slack.md</c> §§1 and 4): a message a second for a channel or webhook, an edit in 1.2 s,
/// and nothing of a method before the time that its 429 named. System clock; a restart begins anew, as Slack says it again.
/// </summary>
internal sealed class SlackPace(SlackOptions options)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _free = [];

    /// <summary>About 50 edits a minute in a workspace (tier 3).</summary>
    public TimeSpan BetweenEdits => options.MessagesPerSecond > 0 ? TimeSpan.FromSeconds(1.2) : TimeSpan.Zero;

    public TimeSpan BetweenMessages => options.MessagesPerSecond > 0 ? TimeSpan.FromSeconds(1 / options.MessagesPerSecond) : TimeSpan.Zero;

    /// <summary>Waits for the turn of a call that needs room in all of these places, and takes it.</summary>
    /// <exception cref="SlackException">The turn is so far off that the row had better come again.</exception>
    public async Task TurnAsync(IReadOnlyList<(string Place, TimeSpan Between)> places, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = TimeProvider.System.GetUtcNow();
            var turn = places.Max(p => _free.GetValueOrDefault(p.Place));
            turn = turn > now ? turn : now;
            wait = turn - now;
            if (wait > LongestWait)
            {
                throw new SlackException($"Slack wants to be left alone for another {wait.TotalMinutes:0} min (429)");
            }

            foreach (var (place, between) in places.Where(p => p.Between > TimeSpan.Zero))
            {
                _free[place] = turn + between;
            }
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Slack has said how long it wants no more of this.</summary>
    public void HoldOff(string place, TimeSpan rest)
    {
        lock (_gate)
        {
            var until = TimeProvider.System.GetUtcNow() + rest;
            _free[place] = until > _free.GetValueOrDefault(place) ? until : _free[place];
        }
    }
}
