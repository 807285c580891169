using System.Data.Common;
using Prometheus;
using Upgrades.Hosting.State;

namespace Upgrades.Ingest;

/// <summary>How many updates are not done yet, as Prometheus is told.</summary>
internal static class PendingUpdates
{
    private static readonly Gauge Pending = Metrics.CreateGauge(
        "upgrades_pending_updates", "Updates that are held by the rate limit, and open ones: let in and without an outcome yet.", "state");

    private static readonly Gauge Oldest = Metrics.CreateGauge(
        "upgrades_pending_updates_oldest_seconds", "How long ago the oldest of them came (domain time); 0: there is none.", "state");

    public static Task ShowAsync(DbConnection connection, DateTimeOffset now) => ShowAsync(connection, now, Pending, Oldest);

    internal static Task ShowAsync(DbConnection connection, DateTimeOffset now, Gauge count, Gauge oldest) =>
        StoreCount.ShowAsync(connection, "updates", "received_at", ["open", "held"], count, oldest, now);
}
