using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Executor.Moves;

/// <summary>The executor was set to observe while upgrades were under way: what would have to be pushed is not made.</summary>
internal sealed class StopObserving(UpgradeRows rows, TimeProvider time, ILogger<StopObserving> log)
{
    private const string Reason = "the executor only observes (UPGRADES__EXECUTOR__MODE)";

    public Task MoveAsync(UpgradeRow row, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var plan = row.ReadPlan();
            var outcome = row.CommitSha is null ? "skipped" : "aborted";
            await UpgradeRows.EndAsync(t, row, outcome, Reason, time.GetUtcNow().ToUnixTimeMilliseconds());
            if (row.CommitSha is null)
            {
                t.Publish(Outcomes.Skipped(plan, SkipReason.ObserveMode, Reason));
            }
            else
            {
                t.Publish(Outcomes.Aborted(plan, StepChange.Forward(plan, (int)row.Step), AbortStage.Edit, Reason) with { Final = true });
            }

            Log.Ended(log, row.Stack, row.Id, outcome, Reason);
        },
        cancellationToken);
}
