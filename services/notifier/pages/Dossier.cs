using Upgrades.Contracts.Events;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>Everything that was told of one upgrade.</summary>
/// <param name="entries">Oldest first, the signals that led to it before the rest.</param>
internal sealed class Dossier(Guid id, UpgradeSummary summary, IReadOnlyList<TimelineEntry> entries, DateTimeOffset now)
{
    public Guid Id => id;

    public UpgradeSummary Summary => summary;

    public IReadOnlyList<TimelineEntry> Entries => entries;

    /// <summary>Domain time.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Those that this version can read.</summary>
    public IReadOnlyList<Told<object>> Events { get; } =
    [
        .. from entry in entries
           let message = FoldTimeline.Read(entry)
           where message is not null
           select new Told<object>(entry.Seq, DateTimeOffset.FromUnixTimeMilliseconds(entry.At), message),
    ];

    /// <summary>The plan that was carried out: of several the last revision.</summary>
    public UpgradePlanned? Plan => All<UpgradePlanned>().Select(p => p.Event).MaxBy(p => p.Revision);

    public IEnumerable<Told<TEvent>> All<TEvent>() => from told in Events where told.Event is TEvent select new Told<TEvent>(told.Seq, told.At, (TEvent)told.Event);

    public TEvent? Last<TEvent>()
        where TEvent : class => Events.Select(e => e.Event).OfType<TEvent>().LastOrDefault();

    /// <summary>The commits, without those that were told again.</summary>
    public IReadOnlyList<Told<UpgradeApplied>> Commits => [.. All<UpgradeApplied>().DistinctBy(a => (a.Event.Step, a.Event.Kind, a.Event.CommitSha))];
}
