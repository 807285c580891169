using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Bus;

namespace Upgrades.Verifier;

/// <summary>Asks for a baseline; one that is there already is said again, as it was, unless the upgrade cannot be watched now.</summary>
internal sealed class StoreStartedConsumer(BaselineRows rows, Readiness readiness, TimeProvider time) : IConsume<UpgradeStarted>
{
    public Task ConsumeAsync(UpgradeStarted message, CancellationToken cancellationToken)
    {
        Border.Check(message);
        return rows.WriteAsync(
            async t =>
            {
                var stored = await BaselineRows.InsertAsync(t, message, time.GetUtcNow().ToUnixTimeMilliseconds());
                if (stored == 0 && (await BaselineRows.FindAsync(t, message.UpgradeId.ToString()))?.Event is { } recorded)
                {
                    t.Publish(await readiness.WhyNotAsync(t, message) ?? JsonSerializer.Deserialize<BaselineRecorded>(recorded, EventJson.Options)!);
                }

                return stored;
            },
            cancellationToken);
    }
}
