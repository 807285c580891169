using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Folding;

/// <summary>What an event does to the summary of its upgrade. Pure; each event comes once, but queues may overtake each other.</summary>
internal static class FoldUpgrade
{
    /// <summary>Progress of an upgrade whose plan does not hold any more.</summary>
    private const long Outdated = -1;

    /// <summary>Which summary the event belongs to; null when to none.</summary>
    public static string? Subject(object message) => message switch
    {
        UpgradeSkipped { UpgradeId: null } e => $"{(e.UpdateIds is [var first, ..] ? first : Guid.Empty)}/{Uri.EscapeDataString(e.Stack ?? "")}",
        VersionQuarantined or QuarantineLifted => null,
        _ => (message.GetType().GetProperty("UpgradeId")?.GetValue(message) as Guid?)?.ToString(),
    };

    /// <param name="before">Null when this is the first that is heard of it.</param>
    public static UpgradeSummary Fold(UpgradeSummary? before, string id, long seq, long at, object message)
    {
        var after = Fold(before ?? new UpgradeSummary { Id = id, Seq = seq, Since = at, BeganAt = at }, new Position(seq, at), message);
        return after with { Stack = SearchText.Plain(after.Stack), Doing = SearchText.Plain(after.Doing) };
    }

    private static UpgradeSummary Fold(UpgradeSummary known, Position now, object message) => message switch
    {
        UpgradePlanned e => Planned(known, now, e),
        PlanOutdated e => Anew(Named(known, e.Stack, e.Images, e.Charts), now, $"to be planned again: {e.Reason}") with { Progress = Outdated },
        UpgradeStarted e => Forward(
            Named(known, e.Stack, e.Images, e.Charts) with { Risk = known.Risk ?? e.Risk.ToString(), BeganAt = now.At }, now, UpgradeSummary.Running, 1, "records the state before"),
        BaselineRecorded { WaitFor: { } wait } e => Anew(Named(known, e.Stack), now, $"waits: {wait}"),
        BaselineRecorded { Blocker: { } blocker } e => Forward(Named(known, e.Stack), now, UpgradeSummary.Running, 2, blocker),
        BaselineRecorded e => Forward(Named(known, e.Stack), now, UpgradeSummary.Running, 2, "the state before is recorded; backs up or commits"),
        BackupCompleted e => Forward(Named(known, e.Stack), now, UpgradeSummary.Running, 3, "the database is backed up; commits"),
        UpgradeApplied e => At(Commit(known, e), e.Step, e.StepCount, now, e.Kind, 1, Applied(e)),
        PipelineFound e => At(Named(known, e.Stack), e.Step, known.StepCount, now, e.Kind, 2, $"CI pipeline {e.Number} applies the {Word(e.Kind)}, then it is watched"),
        MigrationSeen e => At(Named(known, e.Stack), e.Step, known.StepCount, now, e.Kind, 3, $"container {e.Container} migrates its data: {e.Line}"),
        StepVerified { Kind: StepKind.Rollback } e => At(Named(known, e.Stack), e.Step, e.StepCount, now, e.Kind, 4, "the old version runs; its data is put back next"),
        StepVerified e => At(Named(known, e.Stack), e.Step, e.StepCount, now, e.Kind, 4, $"step {e.Step} is good; the next one follows"),
        UpgradeFailed e => At(
            Named(known, e.Stack) with { Search = SearchText.Add(known.Search, e.Evidence.Summary, e.Evidence.Reason, e.Evidence.Pod, e.Check) },
            e.Step, known.StepCount, now, e.Kind, 4, $"failed ({e.Check}): {e.Evidence.Summary}"),
        UpgradeSucceeded e => End(Named(known, e.Stack, e.Images, e.Charts) with { Step = e.Step, StepCount = e.StepCount }, now, Outcome.Succeeded, ""),
        UpgradeRolledBack e => End(Named(known, e.Stack), now, Outcome.RolledBack, e.Reason),
        RollbackFailed e => End(Named(known, e.Stack), now, Outcome.Critical, e.Reason),
        UpgradeAborted e => End(Named(known, e.Stack, e.Images, e.Charts), now, Outcome.Aborted, e.Reason),
        UpgradeSkipped e => End(Skipped(known, e), now, Outcome.Skipped, e.Detail),
        _ => known,
    };

    private static UpgradeSummary Planned(UpgradeSummary known, Position now, UpgradePlanned e)
    {
        var named = known with
        {
            Stack = e.Stack,
            Moves = VersionMove.Write(VersionMove.Of(e.Images, e.Charts)),
            Risk = e.Risk.ToString(),
            StepCount = e.Steps.Count,
            Search = SearchText.Add(known.Search,
            [
                e.Stack, .. Terms(e.Images, e.Charts), e.Risk.ToString(), .. e.Steps.Select(s => s.Version), .. e.Advisories, .. e.SecurityFixes.Select(f => f.Id), .. e.Summary,
                .. e.Reasons.SelectMany(r => (string?[])[r.Rule, r.Line]),
            ]),
        };
        // A plan that is made again begins anew; a first one that comes late does not.
        return known.Progress == Outdated ? Anew(named, now, "planned again; waits for its turn") : Forward(named, now, UpgradeSummary.Waiting, 0, "waits for its turn");
    }

    private static UpgradeSummary Anew(UpgradeSummary known, Position now, string doing) =>
        Forward(known with { Progress = 0, Step = 0, Doing = known.Outcome is null ? "" : known.Doing }, now, UpgradeSummary.Waiting, 0, doing);

    private static UpgradeSummary Skipped(UpgradeSummary known, UpgradeSkipped e) => known with
    {
        Stack = known.Stack.Length > 0 ? known.Stack : e.Stack ?? "every stack",
        Moves = known.Moves.Length > 0 ? known.Moves : VersionMove.Write([new VersionMove(e.Image[(e.Image.LastIndexOf('/') + 1)..], e.From ?? "", e.To)]),
        Search = SearchText.Add(known.Search, e.Stack, e.Image, e.From, e.To, e.Reason.ToString()),
    };

    /// <summary>What is known without a plan: its event may come later, or be from before the timeline.</summary>
    private static UpgradeSummary Named(UpgradeSummary known, string stack, IReadOnlyList<ImageChange>? images = null, IReadOnlyList<ChartChange>? charts = null) =>
        known.Moves.Length > 0 || images is null ? known with { Stack = stack } : known with
        {
            Stack = stack,
            Moves = VersionMove.Write(VersionMove.Of(images, charts ?? [])),
            Search = SearchText.Add(known.Search, [stack, .. Terms(images, charts ?? [])]),
        };

    private static UpgradeSummary Commit(UpgradeSummary known, UpgradeApplied e)
    {
        var named = e.Kind == StepKind.Upgrade ? Named(known, e.Stack, e.Images, e.Charts) : Named(known, e.Stack);
        return named with { Search = SearchText.Add(named.Search, e.Stack, e.CommitSha) };
    }

    private static IEnumerable<string?> Terms(IEnumerable<ImageChange> images, IEnumerable<ChartChange> charts) =>
        images.SelectMany(i => (string?[])[i.Image, i.From, i.To]).Concat(charts.SelectMany(c => (string?[])[c.Chart, c.From, c.To]));

    private static UpgradeSummary At(UpgradeSummary known, int step, long stepCount, Position now, StepKind kind, int stage, string doing)
    {
        var counted = known with { StepCount = Math.Max(stepCount, known.StepCount) };
        var next = Forward(counted, now, UpgradeSummary.Running, step * 100L + (int)kind * 20L + stage, doing);
        return ReferenceEquals(next, counted) ? counted : next with { Step = step };
    }

    private static UpgradeSummary Forward(UpgradeSummary known, Position now, string state, long progress, string doing) =>
        known.Outcome is not null || (progress <= known.Progress && known.Doing.Length > 0) ? known : known with
        {
            Seq = now.Seq,
            State = state,
            Since = now.At,
            Progress = progress,
            Doing = doing,
        };

    private static UpgradeSummary End(UpgradeSummary known, Position now, string outcome, string why) => known with
    {
        Seq = now.Seq,
        State = UpgradeSummary.Done,
        Outcome = outcome,
        Since = now.At,
        EndedAt = now.At,
        Doing = why,
        Search = SearchText.Add(known.Search, known.Stack, outcome, outcome.Replace('-', ' '), why),
    };

    private static string Applied(UpgradeApplied e) => e.Kind switch
    {
        StepKind.Rollback => "the old version is put back; waits for CI",
        StepKind.Restore => "the database is restored; it is watched again",
        StepKind.ForwardFix => "got more memory; waits for CI",
        _ => "pushed; waits for CI",
    };

    private static string Word(StepKind kind) => kind switch
    {
        StepKind.Rollback => "rollback",
        StepKind.Restore => "restored state",
        StepKind.ForwardFix => "memory fix",
        _ => "change",
    };

    /// <summary>Where on the timeline, and when.</summary>
    private readonly record struct Position(long Seq, long At);
}
