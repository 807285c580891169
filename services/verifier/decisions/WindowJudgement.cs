using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <param name="WasBlind">The looks before this one failed: the time since the last good one was not observed.</param>
internal sealed record WindowLook(
    UpgradeApplied Message, Selection Selection, Baseline? Baseline, IReadOnlyList<HttpAnswer> Answers, MonitorLook Monitors, DateTimeOffset Now, bool WasBlind)
{
    public IReadOnlyList<QuerySight> Queries { get; init; } = [];
}

/// <summary>
/// The window after a rollout: a crash or a restart fails at once; an address, a monitor or a pod's readiness after some bad looks
/// in a row. It ends well only with a look that saw everything well, after the whole window was observed (DESIGN §6.5).
/// </summary>
internal static class WindowJudgement
{
    /// <summary>A gap of more looks than these was not observed, whatever the reason.</summary>
    private const int GapInLooks = 4;

    public static Move Judge(WindowLook look, Progress progress, VerifierOptions options)
    {
        var before = progress;
        progress = Observe(look, progress, options) with { ReplacedSince = null };
        var troubles = SeenTrouble.In(
            look.Selection, look.Baseline, w => w.Pods, (pod, container) => ContainerTrouble.InWindow(container, RestartCounts.In(progress.Restarts, pod, container)));
        if (troubles is [{ Trouble.MayHeal: false } worst, ..])
        {
            return new Move(progress, new Judgement.Fail(worst.ToFailure(progress.PullMessage)));
        }

        if (troubles.Count == 0 && Replacement.Await(look, before, options) is { } awaiting)
        {
            return awaiting;
        }

        var stale = StaleMonitors(look, progress, options);
        progress = progress with { DownSinceRollout = stale };
        var bad = Findings(look, progress, troubles).DistinctBy(f => f.Key).ToList();
        progress = progress with { InARow = bad.ToDictionary(f => f.Key, f => progress.InARow.GetValueOrDefault(f.Key) + 1) };
        if (bad.Find(f => progress.InARow[f.Key] >= options.FailuresInARow) is { Failure: not null } decisive)
        {
            return new Move(progress, new Judgement.Fail(decisive.Failure with { Summary = $"{decisive.Failure.Summary}, {options.FailuresInARow} times in a row" }));
        }

        var left = look.Message.Window - progress.Observed;
        return bad.Count > 0 ? new Move(progress, new Judgement.Wait($"another look: {bad[0].Failure.Summary}"))
            : left > TimeSpan.Zero ? new Move(progress, new Judgement.Wait($"the window, of which {left.TotalSeconds:0} s are left", left < options.Poll ? left : options.Poll))
            : stale.Count > 0 ? new Move(progress, new Judgement.Wait($"the next beat of monitor {stale[0]}, which went down during the rollout"))
            : new Move(progress, new Judgement.Next(Results(look, progress)));
    }

    private static List<string> StaleMonitors(WindowLook look, Progress progress, VerifierOptions options) =>
        look.Now - (progress.WindowSince ?? look.Now) >= options.MonitorInterval ? [] :
        [
            .. look.Monitors.Monitors.Where(m => m.IsDown && MonitorMatch.Check(m, look.Baseline).Verdict == CheckVerdict.Failed && progress.DownSinceRollout?.Contains(m.Name) != false)
                .Select(m => m.Name).Distinct(),
        ];

    private static Progress Observe(WindowLook look, Progress progress, VerifierOptions options)
    {
        var gap = progress.LastLook is { } last ? look.Now - last : TimeSpan.Zero;
        var unseen = gap > options.Poll && (look.WasBlind || gap > GapInLooks * options.Poll);
        return progress with { LastLook = look.Now, Observed = progress.Observed + (unseen ? options.Poll : gap) };
    }

    private static IEnumerable<(string Key, Failure Failure)> Findings(WindowLook look, Progress progress, IReadOnlyList<SeenTrouble> troubles)
    {
        foreach (var trouble in troubles)
        {
            yield return ($"container {trouble.Pod.Uid}/{trouble.Container.Name}", trouble.ToFailure(progress.PullMessage));
        }

        foreach (var workload in look.Selection.Workloads.Where(w => !w.IsSettled && look.Baseline?.WasUnsettled(w.Workload) != true))
        {
            var failure = RolloutFailure.Of(workload, progress);
            yield return ($"workload {workload.Workload.Title}", workload.IsApplied ? failure with { Check = Checks.Pods } : Replaced(workload));
        }

        if (look.Selection.Workloads.Count == 0 && progress.Restarts.Count > 0)
        {
            yield return ("workloads", new Failure { Check = Checks.Pods, Cause = FailureCause.Unknown, Summary = "the workloads that were rolled out are gone" });
        }

        foreach (var answer in look.Answers.Where(a => HttpJudgement.Of(a, look.Baseline) == CheckVerdict.Failed))
        {
            yield return ($"http {answer.Url}", HttpJudgement.Failure(answer, look.Selection));
        }

        foreach (var monitor in look.Monitors.Monitors.Where(m => MonitorMatch.Check(m, look.Baseline).Verdict == CheckVerdict.Failed && progress.DownSinceRollout?.Contains(m.Name) != true))
        {
            yield return ($"monitor {monitor.Name}", MonitorMatch.Failure(monitor));
        }

        foreach (var query in look.Queries.Where(q => Query(q, look).Verdict == CheckVerdict.Failed))
        {
            yield return ($"query {query.Name}", QueryJudgement.Failure(query, look.Baseline));
        }
    }

    private static Failure Replaced(SelectedWorkload workload) => new()
    {
        Check = Checks.Version,
        Cause = FailureCause.Unknown,
        Summary = $"{workload.Workload.Title} runs {RolloutFailure.OtherVersions(workload)} now: somebody else has changed it",
    };

    private static List<CheckResult> Results(WindowLook look, Progress progress) =>
    [
        Pods(look, progress),
        .. look.Answers.Select(a => HttpJudgement.Check(a, look.Baseline)),
        .. look.Answers.Count == 0 ? [Checks.NotProven(Checks.Http, "no host is known to ask")] : Array.Empty<CheckResult>(),
        .. look.Monitors.Monitors.Select(m => MonitorMatch.Check(m, look.Baseline)),
        .. look.Monitors.Missing.Select(m => Checks.NotProven(Checks.UptimeKuma, m)),
        .. look.Queries.Select(q => Query(q, look)),
    ];

    private static CheckResult Query(QuerySight query, WindowLook look)
    {
        var check = QueryJudgement.Check(query, look.Baseline);
        return check.Verdict == CheckVerdict.Failed && look.Message.Kind is StepKind.Rollback or StepKind.Restore
            ? Checks.NotProven(Checks.Query, $"{check.Detail}; an alert takes its time to end, so for an undo what runs decides")
            : check;
    }

    private static CheckResult Pods(WindowLook look, Progress progress)
    {
        var pods = look.Selection.Workloads.SelectMany(w => w.Pods).DistinctBy(p => p.Uid).ToList();
        var troubled = look.Selection.Workloads
            .SelectMany(w => w.Pods.SelectMany(p => p.Containers).Where(c => look.Baseline?.WasInTrouble(w.Workload, c.Name) == true && ContainerTrouble.Of(c, c.Restarts) is not null)
            .Select(c => $"{w.Workload.Title}: container {c.Name}")).Distinct().ToList();
        if (pods.Count == 0)
        {
            return Checks.NotProven(Checks.Pods, "there is no pod to watch");
        }

        if (troubled.Count > 0)
        {
            return Checks.BrokenBefore(Checks.Pods, $"as before the upgrade, in trouble: {string.Join(", ", troubled)}");
        }

        var replaced = progress.Restarts.Keys.Select(k => k.Split('/')[0]).Distinct().Except(pods.Select(p => p.Uid)).Count();
        return Checks.Passed(
            Checks.Pods,
            $"no crash and no restart within {look.Message.Window.TotalMinutes:0.#} min ({pods.Count} pod{(pods.Count == 1 ? "" : "s")}{(replaced > 0 ? $"; {replaced} replaced meanwhile" : "")})");
    }
}
