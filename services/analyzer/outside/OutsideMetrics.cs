using Prometheus;

namespace Upgrades.Analyzer.Outside;

internal static class OutsideMetrics
{
    public static Counter Requests { get; } = Metrics.CreateCounter(
        "upgrades_outside_requests_total",
        "Requests sent: ok, unchanged (304, costs GitHub's budget nothing), redirected, not_found, refused, limited, client_error, server_error, unreachable, broken, late.",
        "host", "outcome");

    public static Counter Retries { get; } = Metrics.CreateCounter("upgrades_outside_retries_total", "Requests sent again at once after a failure.", "client");

    public static Counter WaitSeconds { get; } = Metrics.CreateCounter(
        "upgrades_outside_wait_seconds_total", "Time spent waiting for a turn, or for a host that is closed for a moment (system time).", "host");

    public static Gauge ClosedUntil { get; } = Metrics.CreateGauge(
        "upgrades_outside_closed_until_timestamp_seconds", "A limit is used up: until then the host is not asked.", "host");

    public static Gauge BudgetLimit { get; } = Metrics.CreateGauge(
        "upgrades_outside_budget_limit", "Requests that a host allows in its window (GitHub: an hour, Docker Hub: six).", "host", "resource");

    public static Gauge BudgetRemaining { get; } = Metrics.CreateGauge("upgrades_outside_budget_remaining", "Requests that are left of them.", "host", "resource");

    public static Gauge BudgetReset { get; } = Metrics.CreateGauge(
        "upgrades_outside_budget_reset_timestamp_seconds", "When they are all there again, where the host says it.", "host", "resource");

    public static Gauge CacheBytes { get; } = Metrics.CreateGauge("upgrades_outside_cache_bytes", "Size of the answers that are kept by their ETag.");

    public static Gauge CacheEntries { get; } = Metrics.CreateGauge("upgrades_outside_cache_entries", "Answers that are kept by their ETag.");

    public static void Show(string host, Budget budget, DateTimeOffset now)
    {
        BudgetRemaining.WithLabels(host, budget.Resource).Set(budget.Remaining);
        if (budget.Most is { } most)
        {
            BudgetLimit.WithLabels(host, budget.Resource).Set(most);
        }

        if (budget.Reset is { } reset)
        {
            BudgetReset.WithLabels(host, budget.Resource).Set((now + reset).ToUnixTimeSeconds());
        }
    }
}
