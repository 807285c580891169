using Upgrades.Hosting.Probes;

namespace Upgrades.Ingest.Probes;

/// <summary>Can anybody post at all? Without a secret nobody can.</summary>
internal sealed class WebhookSecretProbe(IngestOptions options) : IProbe
{
    private const string Name = "webhook-secret";

    public Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProbeResult>>([Look()]);

    private ProbeResult Look() => string.IsNullOrEmpty(options.Secret)
        ? ProbeResult.Failed(Name, "is empty: every webhook is refused", "set UPGRADES__INGEST__SECRET (openssl rand -hex 24), and let DIUN send it")
        : ProbeResult.Works(Name, string.IsNullOrEmpty(options.PreviousSecret)
            ? "is set" : "is set; the one before it (UPGRADES__INGEST__PREVIOUSSECRET) is taken too");
}
