using Prometheus;

namespace Upgrades.Ingest.Webhook;

internal static class WebhookMetrics
{
    public static Gauge Waiting { get; } = Metrics.CreateGauge("upgrades_webhooks_waiting", "Webhooks that are read and wait to be stored.");

    /// <summary><c>busy</c>, <c>secret</c>, <c>size</c>, <c>slow</c>, <c>content</c>, <c>store</c>.</summary>
    public static Counter Refused { get; } = Metrics.CreateCounter("upgrades_webhooks_refused_total", "Webhooks that were refused, by the reason.", "reason");

    public static Counter Secrets { get; } = Metrics.CreateCounter(
        "upgrades_webhook_secrets_total", "Webhooks by the secret they showed (current, previous): a rotation is complete when the previous one stands still.", "secret");
}
