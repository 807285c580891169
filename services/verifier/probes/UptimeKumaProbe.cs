using Upgrades.Hosting.Probes;
using Upgrades.Verifier.Monitors;

namespace Upgrades.Verifier.Probes;

/// <summary>Does Uptime Kuma show its monitors? Only upgrades whose service names monitors in the catalog wait for it.</summary>
internal sealed class UptimeKumaProbe(UptimeKumaClient kuma, UptimeKumaOptions settings) : IProbe
{
    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        if (settings.Url is null)
        {
            return [ProbeResult.NotSet(Needs.UptimeKuma, "UPGRADES__UPTIMEKUMA__URL is not set: monitors are not looked at")];
        }

        var reading = await kuma.ReadAnewAsync(cancellationToken);
        return
        [
            reading.Missing is { } why
                ? ProbeResult.Failed(Needs.UptimeKuma, why, "see whether UPGRADES__UPTIMEKUMA__URL is right and UPGRADES__UPTIMEKUMA__APIKEY a key that is valid now") with { HoldsUpgrades = true }
                : ProbeResult.Works(Needs.UptimeKuma, reading.All.Count > 0 ? $"shows {reading.All.Count} monitors" : "answers, and shows no monitor"),
        ];
    }
}
