using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>
/// A pod that was not there when the rollout was complete and is not ready yet: its predecessor was evicted, drained or deleted, or its
/// node started anew, which is no crash. A single pod's service is away meanwhile, so nothing is judged until the new one is up, or has
/// had a rollout's time.
/// </summary>
internal static class Replacement
{
    /// <returns>Null when no replacement is under way.</returns>
    public static Move? Await(WindowLook look, Progress progress, VerifierOptions options)
    {
        if (Find(look.Selection, progress) is not ({ } workload, { } pod))
        {
            return null;
        }

        progress = progress with { ReplacedSince = progress.ReplacedSince ?? look.Now, LastLook = look.Now, InARow = new Dictionary<string, int>() };
        return look.Now - progress.ReplacedSince < options.RolloutTimeout
            ? new Move(progress, new Judgement.Wait($"{workload.Workload.Title}: pod {pod.Name}, which replaces another one, or was on a node that started anew"))
            : new Move(progress, new Judgement.Fail(RolloutFailure.OfPod(workload, pod) with { Check = Checks.Pods }));
    }

    private static (SelectedWorkload Workload, PodView Pod)? Find(Selection selection, Progress progress)
    {
        var known = progress.Restarts.Keys.Select(k => k.Split('/')[0]).ToHashSet();
        return known.Count == 0 ? null : selection.Workloads
            .Where(w => w.IsApplied)
            .SelectMany(w => w.TargetPods.Where(p => !p.Ready && (!known.Contains(p.Uid) || p.Containers.Any(c => PodFate.IsOfNode(c.Ended ?? c.EndedBefore)))).Select(p => ((SelectedWorkload, PodView)?)(w, p)))
            .FirstOrDefault();
    }
}
