using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>What proves, once everything is rolled out, that it is the version: pods for an image, labels for a chart, a CronJob's template.</summary>
internal static class VersionProof
{
    public static IReadOnlyList<CheckResult> Of(RolloutLook look, IReadOnlyList<SelectedWorkload> brokenBefore)
    {
        var (images, charts) = (look.Message.Images, look.Message.Charts);
        if (look.Selection.FoundBy is FoundBy.Label or FoundBy.Namespace)
        {
            return [Checks.NotProven(Checks.Version, images.Count > 0 ? "no workload runs the image, so no pod tells its version" : $"no workload belongs to the release {Names(charts)}, so nothing tells its chart's version")];
        }

        if (brokenBefore.FirstOrDefault(w => !w.RunsTarget) is { } open)
        {
            return [Checks.NotProven(Checks.Version, $"{open.Workload.Title}: {RolloutFailure.Words(open)}")];
        }

        var tracked = look.Selection.Workloads.Where(w => w.Tracked.Count > 0).ToLookup(w => w.Workload.IsCronJob);
        return
        [
            .. tracked[false].Any() ? [Pods([.. tracked[false]])] : Array.Empty<CheckResult>(),
            .. tracked[true].Select(CronJob),
            .. images.Count > 0 && look.Selection.FoundBy == FoundBy.Chart ? [Checks.NotProven(Checks.Version, "no workload runs the image, so no pod tells its version")] : Array.Empty<CheckResult>(),
            .. charts.Select(c => Chart(c, [.. look.Selection.Workloads.Where(w => w.Chart == c)], look.Baseline)),
        ];
    }

    private static CheckResult Pods(IReadOnlyList<SelectedWorkload> workloads)
    {
        var versions = VersionsOf(workloads);
        var pods = workloads.SelectMany(w => w.TargetPods).DistinctBy(p => p.Uid).Count();
        var heldBack = workloads.Sum(w => w.Workload.HeldBack);
        var digest = workloads.SelectMany(w => w.Tracked).Any(t => t.Change.Digest is not null) ? ", by its digest" : "";
        return pods == 0
            ? Checks.NotProven(Checks.Version, $"{versions} is asked for, but everything is scaled to 0: no pod runs it")
            : Checks.Passed(Checks.Version, $"every pod runs {versions}{digest} ({pods} pod{(pods == 1 ? "" : "s")}{(heldBack > 0 ? $"; a partition keeps {heldBack} at the old one" : "")})");
    }

    private static CheckResult CronJob(SelectedWorkload cronJob) => Checks.NotProven(
        Checks.Version,
        $"{cronJob.Workload.Title} asks for {VersionsOf([cronJob])} and has not run it yet{(cronJob.Workload.IsSuspended ? "; it is suspended" : "")}");

    private static CheckResult Chart(ChartChange change, IReadOnlyList<SelectedWorkload> workloads, Baseline? baseline)
    {
        if (workloads.Count == 0)
        {
            return Checks.NotProven(Checks.Version, $"no workload belongs to the release {change.Release}, so nothing tells its chart's version");
        }

        var labelled = workloads.Where(w => w.ChartVersion is not null).Select(w => w.Workload.Title).ToList();
        if (labelled.Count > 0)
        {
            return Checks.Passed(Checks.Version, $"the label helm.sh/chart says {change.To} ({string.Join(", ", labelled)})");
        }

        var changed = workloads.Where(w => baseline?.HasChanged(w.Workload) == true).Select(w => w.Workload.Title).ToList();
        return changed.Count > 0
            ? Checks.Passed(Checks.Version, $"no label tells {change.To} of chart {change.Chart}, but {string.Join(", ", changed)} was changed since the baseline and is rolled out")
            : Checks.NotProven(Checks.Version, $"no workload of the release {change.Release} has the label helm.sh/chart, and none was changed since the baseline: nothing shows that {change.To} is there");
    }

    private static string VersionsOf(IEnumerable<SelectedWorkload> workloads) => string.Join(", ", workloads.SelectMany(w => w.Tracked).Select(t => t.Change.To).Distinct());

    private static string Names(IEnumerable<ChartChange> charts) => string.Join(", ", charts.Select(c => c.Release));
}
