using Prometheus;

namespace Upgrades.Hosting;

internal static class LoopMetrics
{
    public static Counter Failures { get; } = Metrics.CreateCounter(
        "upgrades_loop_failures_total", "Moves that failed and are tried again.", "service", "loop");

    public static Gauge OldestDue { get; } = Metrics.CreateGauge(
        "upgrades_loop_oldest_due_seconds", "How long the oldest row has been due without being moved (domain time).", "service", "loop");
}
