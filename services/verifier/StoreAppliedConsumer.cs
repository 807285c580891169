using Upgrades.Contracts.Events;
using Upgrades.Hosting.Bus;

namespace Upgrades.Verifier;

/// <summary>Starts to watch a commit; one that has its verdict already gets the same verdict again.</summary>
internal sealed class StoreAppliedConsumer(VerificationRows rows, TimeProvider time) : IConsume<UpgradeApplied>
{
    public Task ConsumeAsync(UpgradeApplied message, CancellationToken cancellationToken)
    {
        Border.Check(message);
        return rows.WriteAsync(
            async t =>
            {
                var stored = await VerificationRows.InsertAsync(t, message, time.GetUtcNow());
                if (stored == 0 && (await VerificationRows.FindAsync(t, VerificationRows.IdOf(message)))?.DecodedVerdict is { } verdict)
                {
                    t.Publish(verdict);
                }

                return stored;
            },
            cancellationToken);
    }
}
