using System.Data.Common;
using Prometheus;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Executor;

/// <summary>The state that a row has left by a write, and when it had come into it.</summary>
internal sealed record LeftState(string State, long Since);

/// <summary>What Prometheus and traces are told of upgrades, once it is stored.</summary>
internal static class Milestones
{
    internal static readonly Counter Ended = Metrics.CreateCounter(
        "upgrades_ended_total", "Upgrades that have ended: how, from which state, and how risky they were.", "outcome", "stage", "risk");

    internal static readonly Histogram Stages = Metrics.CreateHistogram(
        "upgrades_stage_seconds", "How long upgrades were in each state that they have left, and from the plan's arrival to the end (total); domain time.",
        ["stage", "risk"],
        new HistogramConfiguration { Buckets = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400, 259_200, 604_800] });

    private static readonly Gauge InProgress = Metrics.CreateGauge("upgrades_in_progress", "Upgrades that have not ended, by state.", "state");

    private static readonly Gauge Oldest = Metrics.CreateGauge(
        "upgrades_in_progress_oldest_seconds", "How long the oldest of them has been in that state; waiting: since its plan came (domain time).", "state");

    public static Task ShowAsync(DbConnection connection, DateTimeOffset now) => ShowAsync(connection, now, InProgress, Oldest);

    internal static Task ShowAsync(DbConnection connection, DateTimeOffset now, Gauge count, Gauge oldest) => StoreCount.ShowAsync(
        connection, "upgrades", $"case when state = '{UpgradeState.Waiting}' then received_at else state_since end",
        [.. UpgradeState.All.Where(s => s != UpgradeState.Done)], count, oldest, now);

    /// <summary>The row is written; once that is committed, the state it has left is over.</summary>
    public static void Tell(StateTransaction t, UpgradeRow row)
    {
        if (row.Left is { } left && left.State != row.State)
        {
            t.AfterCommit(() => Tell(t.Time, row, left, row.ReadPlan()));
        }
    }

    private static void Tell(TimeProvider time, UpgradeRow row, LeftState left, UpgradePlanned plan)
    {
        var risk = plan.Risk.ToString();
        var subject = TraceSubject.Upgrade(row.UpgradeId) with { Tags = Tags(row, plan) };
        var error = row.State is UpgradeState.Undoing or UpgradeState.Fixing || row.Outcome is "aborted" or "rolled-back" or "rollback-failed" ? $"{row.Outcome} {row.Reason}".Trim() : null;
        Stages.WithLabels(left.State, risk).Observe((row.StateSince - left.Since) / 1000.0);
        UpgradeTrace.Stage(ExecutorService.Name, left.State, subject, time, At(left.Since), At(row.StateSince), error);
        if (row is { Outcome: { } outcome, FinishedAt: { } end })
        {
            Ended.WithLabels(outcome, left.State, risk).Inc();
            Stages.WithLabels("total", risk).Observe((end - row.ReceivedAt) / 1000.0);
            UpgradeTrace.Stage(ExecutorService.Name, "upgrade", subject with { Linked = plan.UpdateIds }, time, At(row.ReceivedAt), At(end), error);
        }
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Tags(UpgradeRow row, UpgradePlanned plan) =>
    [
        new("upgrades.upgrade_id", row.Id), new("upgrades.stack", row.Stack), new("upgrades.risk", plan.Risk.ToString()), new("upgrades.step", row.Step),
        new("upgrades.kind", row.Kind), new("upgrades.commit", row.CommitSha), new("upgrades.outcome", row.Outcome),
    ];

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
