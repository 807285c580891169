using Upgrades.Hosting.Web;

namespace Upgrades.Ingest.Webhook;

/// <summary>Two secrets are good at once while senders are moved from one to the other; an operator sees when nobody shows the old one any more.</summary>
internal sealed class WebhookSecret(IngestOptions options, TimeProvider time, ILogger<WebhookSecret> log)
{
    private static readonly long SayAgain = TimeSpan.FromHours(1).Ticks;
    private long _said;

    /// <summary>As bearer token, or as the last part of the path.</summary>
    public bool IsShownBy(HttpRequest request)
    {
        var shown = PathSecret.Of(request.HttpContext) ?? BearerSecret.Of(request);
        // Both are compared whatever the first comparison says: time tells nothing.
        var current = BearerSecret.Matches(shown, options.Secret);
        var previous = BearerSecret.Matches(shown, options.PreviousSecret);
        if (previous)
        {
            SayPreviousOnceAnHour();
        }

        if (current || previous)
        {
            WebhookMetrics.Secrets.WithLabels(current ? "current" : "previous").Inc();
        }

        return current || previous;
    }

    private void SayPreviousOnceAnHour()
    {
        var said = Interlocked.Read(ref _said);
        var now = time.GetUtcNow().Ticks;
        if (now - said >= SayAgain && Interlocked.CompareExchange(ref _said, now, said) == said)
        {
            Log.PreviousSecretShown(log);
        }
    }
}
