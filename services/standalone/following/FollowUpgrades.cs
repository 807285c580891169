using System.Diagnostics;
using Upgrades.Contracts.Events;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Following;

/// <summary>How far a run has been followed.</summary>
/// <param name="Stopped">A person did not want to wait any longer.</param>
internal sealed record Followed(UpgradeLedger Ledger, bool Stopped);

/// <summary>Follows the notifier's timeline until every update has been looked at and every upgrade that came of it has its outcome.</summary>
internal sealed class FollowUpgrades(OperatorClient notifier, TextWriter progress)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>So often nothing new has to be seen before upgrades that are unknown are looked for in the past: plans may come a moment after the analysis.</summary>
    private const int PatientLooks = 50;

    /// <summary>The newest event of any upgrade: whatever is sent from now on is told after it.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellationToken)
    {
        var newest = await notifier.SendAsync(HttpMethod.Get, "upgrades?limit=1", body: null, cancellationToken);
        return newest.EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()).FirstOrDefault();
    }

    /// <param name="updates">That have been sent.</param>
    /// <param name="after">Where to begin: 0 for the whole timeline.</param>
    public async Task<Followed> RunAsync(IReadOnlySet<Guid> updates, long after, CancellationToken cancellationToken)
    {
        var (started, ledger, looks, silent) = (Stopwatch.GetTimestamp(), new UpgradeLedger(), 0, false);
        var seq = after;
        try
        {
            while (!ledger.IsComplete(updates))
            {
                IReadOnlyList<TimelineEvent> events = [];
                try
                {
                    (events, var last) = TimelineEvent.Read(await notifier.SendAsync(HttpMethod.Get, $"events?after={seq}&limit=200", body: null, cancellationToken));
                    (seq, silent) = (last ?? seq, false);
                    looks = last is null ? looks + 1 : 0;
                }
                catch (OperatorException e) when (!silent)
                {
                    // It answered before: its pod is being replaced, or the way to it is.
                    await progress.WriteLineAsync(Terminal.Harmless($"{e.Message}; still trying"));
                    silent = true;
                }
                catch (OperatorException)
                {
                    // Told already.
                }

                foreach (var entry in events)
                {
                    Tell(ledger.Take(entry), entry, ledger, updates, Stopwatch.GetElapsedTime(started));
                }

                if (looks >= PatientLooks && after > 0 && ledger.LacksUpgradesOf(updates))
                {
                    (ledger, seq, after, looks) = (new UpgradeLedger(), 0, 0, 0);
                }

                if (events.Count == 0)
                {
                    await Task.Delay(Look, TimeProvider.System, cancellationToken);
                }
            }

            return new Followed(ledger, Stopped: false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Followed(ledger, Stopped: true);
        }
    }

    /// <summary>Other people's upgrades are none of this run's business.</summary>
    private void Tell(FollowedUpgrade? upgrade, TimelineEvent entry, UpgradeLedger ledger, IReadOnlySet<Guid> updates, TimeSpan elapsed)
    {
        var line = upgrade is not null && ledger.IsOf(upgrade, updates) ? EventWords.Line(elapsed, upgrade, entry.Event)
            : entry.Event is UpdateAnalyzed { UpgradeIds.Count: 0 } nothing && updates.Contains(nothing.UpdateId)
                ? $"{"",10}{OperatorText.ShortImage(nothing.Image)} {nothing.Tag}: {string.Join("; ", nothing.Skipped.Select(s => s.Detail).DefaultIfEmpty("nothing to do"))}"
            : null;
        foreach (var part in line is null ? [] : TextWidth.Wrap(Terminal.Harmless(line), indent: 10))
        {
            progress.WriteLine(part);
        }
    }
}
