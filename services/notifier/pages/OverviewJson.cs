using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>The overview for programs: the same as the page shows.</summary>
internal static class OverviewJson
{
    public static object Of(Overview overview) => new
    {
        overview.Now,
        broken = new
        {
            channels = overview.LateChannels.Select(c => new { c.Id, c.Error, c.Untold, since = Time(c.Since) }),
            criticals = Events(overview.Criticals),
            dependencies = Events(overview.Dependencies),
            faults = Events(overview.Faults),
        },
        running = overview.Running.Select(View),
        waiting = overview.Waiting.Select(View),
        held = Events(overview.Held),
        quarantined = Events(overview.Quarantined),
        history = overview.History.Select(View),
        olderBefore = overview.Older?.Before,
    };

    private static object View(UpgradeSummary u) => new
    {
        u.Id,
        u.Stack,
        moves = VersionMove.Read(u.Moves).Select(m => new { m.Name, m.From, m.To }),
        u.Risk,
        u.State,
        u.Outcome,
        u.Step,
        u.StepCount,
        u.Doing,
        since = Time(u.Since),
        began = Time(u.BeganAt),
        ended = Time(u.EndedAt),
    };

    private static IEnumerable<object> Events<TEvent>(IEnumerable<Told<TEvent>> told) => told.Select(t => new { t.Seq, t.At, body = t.Event });

    private static DateTimeOffset? Time(long? unixMilliseconds) => unixMilliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
