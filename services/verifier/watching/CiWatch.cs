using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Ci;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>One look at CI: finds the commit's pipeline, starts one where none came, and says what its state means.</summary>
internal sealed class CiWatch(
    WoodpeckerClient woodpecker, CiLogs logs, WoodpeckerOptions ci, VerificationRows rows, ClusterReader cluster, MigrationWatch migrations, VerifierOptions options,
    TimeProvider time, ILogger<CiWatch> log) : IDisposable
{
    /// <summary>A pipeline cannot be older than its commit, but clocks differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim _oneTrigger = new(1, 1);

    public async Task<Move> LookAsync(Verification v, CancellationToken cancellationToken)
    {
        var (pipeline, progress) = await FindAsync(v, cancellationToken);
        int? successor = pipeline is { WasStopped: true } || pipeline?.Workflows.Any(w => w.State is "killed" or "canceled") == true
            ? CiLookup.After(pipeline, await ListAsync(v, p => p.Number <= pipeline.Number, cancellationToken))
            : null;
        var look = new CiLook(v.Message.CommitSha, pipeline, successor, ci.Workflow, time.GetUtcNow());
        (var outcome, progress) = CiJudgement.Judge(look, progress, options);
        return outcome switch
        {
            CiOutcome.Wait wait => new Move(progress, new Judgement.Wait(wait.For, progress.RunningSince is null ? null : options.ApproachPoll)),
            CiOutcome.Trigger => await TriggerAsync(v, progress, cancellationToken),
            CiOutcome.Green green => await JudgeGreenAsync(v, progress, pipeline!, green, cancellationToken),
            CiOutcome.Red red => await JudgeRedAsync(v, progress, pipeline, red, cancellationToken),
            _ => throw new InvalidOperationException($"No case for {outcome}."),
        };
    }

    public void Dispose() => _oneTrigger.Dispose();

    private async Task<(Pipeline? Pipeline, Progress Progress)> FindAsync(Verification v, CancellationToken cancellationToken)
    {
        if (v.Progress.Pipeline is { } known && await woodpecker.FindAsync(known, cancellationToken) is { } followed)
        {
            return (followed, v.Progress);
        }

        var number = CiLookup.Of(await ListAsync(v, p => p.Commit == v.Message.CommitSha, cancellationToken), v.Message.CommitSha);
        return number is { } found
            ? (await woodpecker.FindAsync(found, cancellationToken), Follow(v.Progress, found))
            : (null, v.Progress with { Pipeline = null });
    }

    /// <summary>Once for all who wait: a pipeline started by hand runs the branch's head and so carries every commit before it.</summary>
    private async Task<Move> TriggerAsync(Verification v, Progress progress, CancellationToken cancellationToken)
    {
        var branch = await woodpecker.BranchAsync(cancellationToken);
        await _oneTrigger.WaitAsync(cancellationToken);
        try
        {
            // Found again by what it left: after a crash, or because another upgrade has started it.
            var number = CiLookup.ByHand(await ListAsync(v, p => p.Event == "manual", cancellationToken), branch, v.Message.AppliedAt);
            string? refusal = null;
            if (number is null)
            {
                Log.Triggering(log, v.Message.Stack, v.Id, v.Message.CommitSha);
                (number, refusal) = await woodpecker.TriggerAsync(branch, $"upgrades: {v.Message.CommitSha[..10]} has no pipeline", cancellationToken);
            }

            progress = progress with { TriggeredAt = time.GetUtcNow(), TriggerRefusal = refusal };
            progress = number is { } started ? Follow(progress, started) : progress;
        }
        finally
        {
            _oneTrigger.Release();
        }

        return v.IsRollback
            ? new Move(progress, new Judgement.Next([Checks.NotProven(Checks.Ci, "no pipeline came for the commit; what runs decides")]))
            : new Move(progress, new Judgement.Wait("the pipeline that was started by hand"));
    }

    /// <summary>A workflow may be green although a stack of it was locked or failed: what its log says of the stack goes before.</summary>
    private async Task<Move> JudgeGreenAsync(Verification v, Progress progress, Pipeline pipeline, CiOutcome.Green green, CancellationToken cancellationToken)
    {
        if (v.Message.Checks.CiResultPattern is not { } pattern)
        {
            return new Move(progress, new Judgement.Next([Checks.Passed(Checks.Ci, green.Words)]));
        }

        var result = await logs.ResultAsync(pipeline, pattern, v.Message.Stack, cancellationToken);
        var words = $"{green.Words}, {Told(result)}";
        return result?.Outcome switch
        {
            StackOutcome.Ok => new Move(progress, new Judgement.Next([Checks.Passed(Checks.Ci, words)])),
            StackOutcome.Skipped => await SkippedAsync(progress, pipeline, "CI is green, but it skipped the stack", result, cancellationToken),
            StackOutcome.Failed => await JudgeOwnFailureAsync(v, progress, pipeline, new CiOutcome.Red(words, "failed", Ended: true), result, cancellationToken),
            // Silence about an undo is none of what runs.
            _ when v.IsRollback => new Move(progress, new Judgement.Next([Checks.Passed(Checks.Ci, words)])),
            _ => new Move(progress, new Judgement.Next([Checks.NotProven(Checks.Ci, words)])),
        };
    }

    /// <summary>Not applied by this pipeline; what runs tells whether by another.</summary>
    private async Task<Move> SkippedAsync(Progress progress, Pipeline pipeline, string words, StackResult result, CancellationToken cancellationToken)
    {
        var failure = new Failure
        {
            Check = Checks.Ci,
            Cause = FailureCause.Ci,
            Summary = $"{words} ({result.Line}): is it locked?",
            Reason = "skipped",
            Url = await woodpecker.PageAsync(pipeline.Number, cancellationToken),
            LogLines = result.Around,
        };
        return new Move(progress with { CiFailure = failure }, new Judgement.Next([Checks.NotProven(Checks.Ci, failure.Summary)]));
    }

    private static string Told(StackResult? result) => result is null ? "but its log says nothing of the stack" : $"{(result.Outcome == StackOutcome.Ok ? "and" : "but")} its log says: {result.Line}";

    /// <summary>
    /// Terraform waits for rollouts, so red CI may mean a bad version: what runs is looked at first. A pipeline that carried
    /// other commits too does not decide alone; what runs does, as for every rollback.
    /// </summary>
    private async Task<Move> JudgeRedAsync(Verification v, Progress progress, Pipeline? pipeline, CiOutcome.Red red, CancellationToken cancellationToken)
    {
        var result = pipeline is null || !red.Ended ? null : await logs.ResultAsync(pipeline, v.Message.Checks.CiResultPattern, v.Message.Stack, cancellationToken);
        if (result is { Outcome: StackOutcome.Ok })
        {
            return new Move(progress, new Judgement.Next([Checks.NotProven(Checks.Ci, $"{red.Words}, but its log says: {result.Line}; so the fault is another's, and what runs decides")]));
        }

        if (result is not null)
        {
            return result.Outcome == StackOutcome.Failed
                ? await JudgeOwnFailureAsync(v, progress, pipeline!, red with { Words = $"{red.Words}; its log says: {result.Line}" }, result, cancellationToken)
                : await SkippedAsync(progress, pipeline!, $"{red.Words}, and CI skipped the stack", result, cancellationToken);
        }

        var failure = await FailureAsync(red, pipeline, cancellationToken);
        if (await ExplainAsync(v, progress, red, failure, cancellationToken) is { } explained)
        {
            return explained;
        }

        var alone = pipeline is null || (pipeline.Commit == v.Message.CommitSha && !await rows.IsSharedAsync(pipeline.Number, v.Message.UpgradeId, cancellationToken));
        return alone || !red.Ended
            ? new Move(progress, new Judgement.Fail(failure))
            : new Move(progress with { CiFailure = failure }, new Judgement.Next([Checks.NotProven(Checks.Ci, $"{red.Words}; it carried other commits too, so what runs decides")]));
    }

    /// <summary>CI says itself that it was this stack.</summary>
    private async Task<Move> JudgeOwnFailureAsync(
        Verification v, Progress progress, Pipeline pipeline, CiOutcome.Red red, StackResult result, CancellationToken cancellationToken)
    {
        var failure = await FailureAsync(red, pipeline, cancellationToken) with { LogLines = result.Around };
        return await ExplainAsync(v, progress, red, failure, cancellationToken) ?? new Move(progress, new Judgement.Fail(failure));
    }

    /// <summary>An undo is judged by what runs; else pods of the version may be why CI failed.</summary>
    /// <returns>Null: neither, so CI's own words stand.</returns>
    private async Task<Move?> ExplainAsync(Verification v, Progress progress, CiOutcome.Red red, Failure failure, CancellationToken cancellationToken)
    {
        if (v.IsRollback)
        {
            return new Move(progress with { CiFailure = failure }, new Judgement.Next([Checks.Failed(Checks.Ci, $"{red.Words}; for an undo, what runs decides")]));
        }

        var selection = Selection.Of(await cluster.ReadAsync(v.Message.Namespaces, cancellationToken), v.Message);
        if (SeenTrouble.OfTarget(selection, v.Baseline).Count == 0 && await migrations.FindAsync(selection, v.Message, cancellationToken) is { } migration)
        {
            // Terraform gave up waiting; the migration has more time than that.
            return new Move(progress with { CiFailure = failure, MigratingAt = time.GetUtcNow() }, new Judgement.Next([Checks.NotProven(Checks.Ci, $"{red.Words}, while container {migration.Container} was migrating; what runs decides")]))
            {
                Migration = migration,
            };
        }

        return RunningTrouble.Of(selection, v.Baseline, time.GetUtcNow()) is { } seen
            ? new Move(progress, new Judgement.Fail(seen with { Summary = $"{seen.Summary} ({red.Words})", Url = failure.Url }))
            : null;
    }

    private async Task<Failure> FailureAsync(CiOutcome.Red red, Pipeline? pipeline, CancellationToken cancellationToken)
    {
        var step = pipeline is null ? null : CiJudgement.FailedStep(pipeline, ci.Workflow);
        return new Failure
        {
            Check = Checks.Ci,
            Cause = FailureCause.Ci,
            Summary = red.Words,
            Reason = red.Reason,
            ExitCode = step?.ExitCode,
            Url = pipeline is null ? null : await woodpecker.PageAsync(pipeline.Number, cancellationToken),
            LogLines = step is null ? [] : await logs.TailAsync(pipeline!.Number, step.Id, cancellationToken),
        };
    }

    private Task<IReadOnlyList<Pipeline>> ListAsync(Verification v, Func<Pipeline, bool> enough, CancellationToken cancellationToken) =>
        woodpecker.ListAsync(v.Message.AppliedAt - ClockSkew, enough, cancellationToken);

    private Progress Follow(Progress progress, int number) => progress.Pipeline == number ? progress : progress with
    {
        Pipeline = number,
        FirstPipeline = progress.FirstPipeline ?? number,
        PipelineSince = time.GetUtcNow(),
    };
}
