using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

internal sealed record RolloutLook(UpgradeApplied Message, Selection Selection, Baseline? Baseline, DateTimeOffset Now)
{
    /// <summary>What a container that is not ready is at; null: at nothing that it says.</summary>
    public Migration? Migration { get; init; }
}

/// <summary>
/// Is the commit rolled out: kubectl's rules, and every present pod runs the version. Containers of the version that cannot work
/// fail at once; old pods may do what they like (DESIGN §6.5).
/// </summary>
internal static class RolloutJudgement
{
    /// <summary>A pull that failed once may succeed the next time.</summary>
    private const int TroubledLooks = 2;

    public static Move Judge(RolloutLook look, Progress progress, VerifierOptions options)
    {
        progress = progress with { RolloutSince = progress.RolloutSince ?? look.Now, MigratingAt = look.Migration is null ? progress.MigratingAt : look.Now };
        var late = look.Now >= Deadline(progress, options);
        if (look.Selection.Workloads.Count == 0)
        {
            return new Move(progress, WithoutWorkloads(look, progress, late));
        }

        var troubles = SeenTrouble.OfTarget(look.Selection, look.Baseline);
        progress = progress with
        {
            TroubledLooks = troubles.Count > 0 ? progress.TroubledLooks + 1 : 0,
            PullMessage = troubles.FirstOrDefault(t => t.Trouble is { Reason: "ErrImagePull", Message: not null })?.Trouble.Message ?? progress.PullMessage,
        };
        if (troubles is [var worst, ..] && (!worst.Trouble.MayHeal || progress.TroubledLooks >= TroubledLooks))
        {
            return new Move(progress, new Judgement.Fail(worst.ToFailure(progress.PullMessage)));
        }

        var open = look.Selection.Workloads.Where(w => !w.IsSettled).ToList();
        if (open.Count == 0)
        {
            return Complete(look, progress, []);
        }

        var decisive = open.Where(w => !(w.IsApplied && look.Baseline?.WasUnsettled(w.Workload) == true)).ToList();
        if ((progress.MigratingAt is null || late) && decisive.Find(w => w is { IsApplied: true, Workload.Rollout: RolloutState.Stuck }) is { } stuck)
        {
            return new Move(progress, new Judgement.Fail(RolloutFailure.Of(stuck, progress)));
        }

        var waitsFor = look.Migration is { } migration ? $"container {migration.Container} of pod {migration.Pod} is migrating: {migration.Line}" : RolloutFailure.Words(open[0]);
        return !late ? new Move(progress, new Judgement.Wait($"{open[0].Workload.Title}: {waitsFor}", troubles.Count > 0 ? null : options.ApproachPoll))
            : decisive.Count > 0 ? new Move(progress, new Judgement.Fail(RolloutFailure.Of(decisive[0], progress)))
            : Complete(look, progress, open);
    }

    /// <summary>After a migration the service has a rollout's time again, but never longer in all than a migration may take.</summary>
    public static DateTimeOffset Deadline(Progress progress, VerifierOptions options)
    {
        var usual = progress.RolloutSince!.Value + options.RolloutTimeout;
        return progress.MigratingAt is not { } migrating ? usual
            : new[] { usual, new[] { migrating + options.RolloutTimeout, progress.RolloutSince.Value + options.MigrationTimeout }.Min() }.Max();
    }

    private static Judgement WithoutWorkloads(RolloutLook look, Progress progress, bool late)
    {
        const string Nothing = "no workload was found in the namespaces";
        if (look.Baseline is { Workloads.Count: > 0 })
        {
            return late
                ? new Judgement.Fail(new Failure { Check = Checks.Rollout, Cause = FailureCause.Unknown, Summary = $"{Nothing}, though there was one before: {look.Baseline.Workloads[0].Title}" })
                : new Judgement.Wait($"{look.Baseline.Workloads[0].Title}, which is gone");
        }

        // CI that did not pass was to be outweighed by what runs; there is nothing to see.
        return progress.CiFailure is { } red ? new Judgement.Fail(red)
            : look.Message.Kind is StepKind.Rollback or StepKind.Restore && !progress.CiPassed
                ? new Judgement.Fail(new Failure { Check = Checks.Ci, Cause = FailureCause.Ci, Summary = $"no pipeline came for the undo, and {Nothing} that would show what runs" })
            : new Judgement.Next([Checks.NotProven(Checks.Rollout, Nothing), Checks.NotProven(Checks.Version, Nothing)]);
    }

    private static Move Complete(RolloutLook look, Progress progress, IReadOnlyList<SelectedWorkload> brokenBefore)
    {
        var workloads = look.Selection.Workloads;
        List<CheckResult> checks =
        [
            .. workloads.Except(brokenBefore).Select(w => Checks.Passed(
                Checks.Rollout, $"{w.Workload.Title}: {(w.Workload.IsCronJob ? "its template is changed" : $"{Count(w.Pods.Count, "pod")} up to date and available")}{Found(look)}")),
            .. brokenBefore.Select(w => Checks.BrokenBefore(Checks.Rollout, $"{w.Workload.Title} was not rolled out before either: {RolloutFailure.Words(w)}")),
            .. VersionProof.Of(look, brokenBefore),
        ];
        var restarts = RestartCounts.Of(workloads.SelectMany(w => w.Pods));
        return new Move(progress with { WindowSince = look.Now, Restarts = restarts }, new Judgement.Next(checks));
    }

    private static string Found(RolloutLook look) => look.Selection.FoundBy switch
    {
        FoundBy.Label => $" (found by the label app={look.Message.Stack})",
        FoundBy.Namespace => " (no workload runs the image: all of the namespace is looked at)",
        _ => "",
    };

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
