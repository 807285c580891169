using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>One look at the rollout.</summary>
internal sealed class RolloutWatch(SharedReadings cluster, MigrationWatch migrations, VerifierOptions options, TimeProvider time)
{
    public async Task<Move> LookAsync(Verification v, CancellationToken cancellationToken)
    {
        var selection = Selection.Of(await cluster.ReadAsync(v.Message.Namespaces, v.Progress.RolloutSince, cancellationToken), v.Message);
        selection = RestorePatience.See(selection, v.Message, time.GetUtcNow());
        var migration = await migrations.FindAsync(selection, v.Message, cancellationToken);
        return RolloutJudgement.Judge(new RolloutLook(v.Message, selection, v.Baseline, time.GetUtcNow()) { Migration = migration }, v.Progress, options) with { Migration = migration };
    }

    /// <summary>Does every workload's template ask for what the commit leads to, whether that works or not?</summary>
    public async Task<bool> IsInPlaceAsync(Verification v, CancellationToken cancellationToken)
    {
        var selection = Selection.Of(await cluster.ReadAsync(v.Message.Namespaces, after: null, cancellationToken), v.Message);
        return selection.Workloads.Count > 0 && selection.Workloads.All(w => w.IsApplied);
    }
}
