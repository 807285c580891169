namespace Upgrades.Verifier.Decisions;

/// <summary>Does what runs explain why CI is red? Terraform waits for rollouts, so a bad version makes CI red too.</summary>
internal static class RunningTrouble
{
    /// <summary>A pod that was made just now has a right not to be ready.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <returns>What pods of the version suffer from; null when they do not, or when there are none.</returns>
    public static Failure? Of(Selection selection, Baseline? baseline, DateTimeOffset now)
    {
        if (SeenTrouble.OfTarget(selection, baseline) is [var worst, ..])
        {
            return worst.ToFailure();
        }

        // Only an image, or a chart's label, tells that the version was applied.
        return selection.Workloads
            .Where(w => (w.Tracked.Count > 0 || w.ChartVersion is not null) && w.IsApplied && baseline?.WasUnsettled(w.Workload) != true)
            .SelectMany(w => w.TargetPods.Where(p => !p.Ready && now - p.CreatedAt > Grace).Select(p => RolloutFailure.OfPod(w, p)))
            .FirstOrDefault();
    }
}
