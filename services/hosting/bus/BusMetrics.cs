using Prometheus;

namespace Upgrades.Hosting.Bus;

internal static class BusMetrics
{
    public static Gauge BrokerUp { get; } = Metrics.CreateGauge("upgrades_broker_up", "1 while there is a connection to the broker and all queues are declared.");

    public static Gauge BrokerBlocked { get; } = Metrics.CreateGauge(
        "upgrades_broker_blocked", "1 while the broker takes no messages, for want of memory or disk.");

    public static Counter Faulted { get; } = Metrics.CreateCounter("upgrades_messages_faulted_total", "Messages that were put into an error queue.", "queue");
}
