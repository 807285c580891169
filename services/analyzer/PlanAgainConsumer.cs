using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Bus;

namespace Upgrades.Analyzer;

/// <summary>The executor holds a plan that no longer fits: it is made again, unless that has been done or is going on.</summary>
internal sealed class PlanAgainConsumer(PlanRows rows, TimeProvider time) : IConsume<PlanOutdated>
{
    public Task ConsumeAsync(PlanOutdated message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var stored = await PlanRows.FindAsync(t, message.UpgradeId);
            if (stored?.Skip is { } skip)
            {
                t.Publish(skip);
            }
            else if (stored?.Plan.Revision > message.Revision)
            {
                t.Publish(stored.Plan);
            }
            else
            {
                await PlanRows.AskAgainAsync(t, message, time.GetUtcNow().ToUnixTimeMilliseconds());
            }

            return true;
        },
        cancellationToken);
}
