using Upgrades.Executor.Decisions;
using Upgrades.Executor.Rebuild;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Moves;

/// <summary>Gives everyone in the queue his turn or a reason to stay. One move serves all, so that it is the most urgent, and of equals the oldest, who goes first.</summary>
internal sealed class AdmitWaiting(
    UpgradeRows rows, [FromKeyedServices(ExecutorService.Name)] ProbeLoop probes, ProbeOptions probing, ExecutorOptions options, TimeProvider time, ILogger<AdmitWaiting> log)
{
    /// <summary>Looked at in one go: thousands may wait, and this runs at every end of an upgrade.</summary>
    private const int HeadOfQueue = 1000;

    public Task MoveAsync(CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            if (await RebuildRows.IsDueAsync(t))
            {
                // What a lost store had under way is not known yet: its stacks would pass for free.
                await UpgradeRows.StayAsync(t, "waits until it is read back from git what was under way");
                return;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (!probes.HasTried)
            {
                // What is known may be of long ago, or nothing. The end of the first round wakes everyone.
                await UpgradeRows.StayAsync(t, "waits until what it needs has been tried for the first time since the start", lookAt: now + (long)probing.Timeout.TotalMilliseconds);
                return;
            }

            var controls = await ControlRows.ReadAsync(t, options);
            var active = (await UpgradeRows.ActiveAsync(t)).ToList();
            if (Turn.Closed(active.Count, controls) is { } closed)
            {
                await UpgradeRows.StayAsync(t, closed);
                return;
            }

            var waiting = await UpgradeRows.WaitingAsync(t, Deadlines.AgedBefore(now), HeadOfQueue);
            foreach (var (upgrade, turn) in Turn.Decide(waiting, active, controls, Deadlines.PlannedBefore(now, options), await HeldAsync(t, now)))
            {
                await (turn switch
                {
                    Turn.Begin => BeginAsync(t, upgrade.Id, now),
                    Turn.Replan replan => ReplanAsync(t, upgrade.Id, replan.Reason, now),
                    Turn.Stay stay when stay.IsNewTo(upgrade, now) => UpgradeRows.StayAsync(t, upgrade.Id, stay.Reason, stay.LookAt),
                    _ => Task.CompletedTask,
                });
            }

            await UpgradeRows.StayAsync(t, $"waits behind {HeadOfQueue} others", due: now);
        },
        cancellationToken);

    /// <summary>Who is held looks again by itself, too: should the probes stop, what they knew grows old.</summary>
    private async Task<Func<QueuedUpgrade, Turn.Stay?>> HeldAsync(StateTransaction t, long now)
    {
        var broken = await Dependencies.BrokenAsync(t, probing, DateTimeOffset.FromUnixTimeMilliseconds(now));
        var needs = Gate.DependsOnUpgrade(broken) ? await UpgradeRows.NeedsAsync(t) : new Dictionary<string, UpgradeNeeds>();
        var lookAt = now + (long)probing.Interval.TotalMilliseconds;
        return upgrade => upgrade.AskAt > now ? new Turn.Stay(upgrade.WaitFor ?? "", upgrade.AskAt)
            : Gate.Closed(needs.GetValueOrDefault(upgrade.Id, UpgradeNeeds.None), broken) is { } reason ? new Turn.Stay(reason, lookAt)
            : null;
    }

    private async Task BeginAsync(StateTransaction t, string id, long now)
    {
        var row = (await UpgradeRows.FindAsync(t, id))!;
        await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Baseline, now, Deadlines.Baseline(now, options)) with { TurnAt = now, WaitFor = null, AskAt = null });
        t.Publish(Outcomes.Started(row.ReadPlan(), (int)row.Step));
        Log.Started(log, row.Stack, row.Id);
    }

    private async Task ReplanAsync(StateTransaction t, string id, string reason, long now)
    {
        var row = (await UpgradeRows.FindAsync(t, id))!;
        await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Outdated, now, dueAt: null, reason));
        t.Publish(Outcomes.Outdated(row.ReadPlan(), reason));
        Log.Outdated(log, row.Stack, row.Id, reason);
    }
}
