using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>One look at the rollout.</summary>
internal sealed class RolloutWatch(SharedReadings cluster, VerifierOptions options, TimeProvider time)
{
    public async Task<Move> LookAsync(Verification v, CancellationToken cancellationToken)
    {
        var selection = Selection.Of(await cluster.ReadAsync(v.Message.Namespaces, v.Progress.RolloutSince, cancellationToken), v.Message);
        return RolloutJudgement.Judge(new RolloutLook(v.Message, selection, v.Baseline, time.GetUtcNow()), v.Progress, options);
    }
}
