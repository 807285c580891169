using System.Text.Json;
using Prometheus;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Tracing;
using Upgrades.Verifier.Ci;
using Upgrades.Verifier.Decisions;
using Upgrades.Verifier.Watching;

namespace Upgrades.Verifier;

/// <summary>
/// One look per move: CI, then the rollout, then the window, then the verdict. What cannot be asked throws: the row is late, and
/// nothing is concluded from silence.
/// </summary>
internal sealed class VerifyLoop(
    VerificationRows rows, BaselineRows baselines, CiWatch ci, RolloutWatch rollout, WindowWatch window, EvidenceReader evidence, WoodpeckerClient woodpecker,
    VerifierOptions options, TimeProvider time, ILogger<VerifyLoop> log) : IRowLoop
{
    private static readonly Counter Verdicts = Metrics.CreateCounter("upgrades_verdicts_total", "Verdicts, by event and by the check that decided.", "event", "check");

    public string Table => "verifications";

    public int Parallelism => options.Parallelism;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { VerdictEvent: null } row)
        {
            return;
        }

        var message = JsonSerializer.Deserialize<UpgradeApplied>(row.Message, EventJson.Options)!;
        var v = Verification.Of(row, message, await baselines.SnapshotAsync(message.UpgradeId, cancellationToken));
        var move = v.Progress.Phase switch
        {
            Phase.Ci => await ci.LookAsync(v, cancellationToken),
            Phase.Rollout => await rollout.LookAsync(v, cancellationToken),
            Phase.Window => await window.LookAsync(v, cancellationToken),
            var other => throw new InvalidOperationException($"{id} has no verdict, but is {other}."),
        };
        IReadOnlyList<object> told = [.. new object?[] { await FoundAsync(v, move.Progress, cancellationToken), Migrating(v, move) }.OfType<object>()];
        switch (move.Judgement)
        {
            case Judgement.Wait wait:
                await StoreAsync(row, v, move.Progress with { WaitingFor = wait.For }, time.GetUtcNow() + (wait.Pause ?? options.Poll), told, verdict: null, cancellationToken);
                break;
            case Judgement.Next next:
                await GoOnAsync(row, v, move.Progress, next, told, cancellationToken);
                break;
            case Judgement.Fail fail:
                var failure = await evidence.CompleteAsync(fail.Failure, message, cancellationToken);
                failure = v.Baseline is null ? WithoutBaseline.Of(failure) : failure;
                var inPlace = v.IsRollback && await rollout.IsInPlaceAsync(v, cancellationToken);
                await DecideAsync(row, v, move.Progress, told, Verdict.Bad(message, failure, inPlace), failure.Check, failure.Summary, cancellationToken);
                break;
            case var other:
                throw new InvalidOperationException($"No case for {other}.");
        }
    }

    private async Task GoOnAsync(VerificationRow row, Verification v, Progress progress, Judgement.Next next, IReadOnlyList<object> told, CancellationToken cancellationToken)
    {
        progress = progress with { Checks = [.. progress.Checks, .. next.Checks], WaitingFor = null };
        if (progress.Phase == Phase.Window)
        {
            progress = v.Baseline is null ? progress with { Checks = [.. progress.Checks, WithoutBaseline.Check] } : progress;
            var undone = v.IsRollback ? await rows.FailureOfAsync(v.Message, cancellationToken) : null;
            await DecideAsync(row, v, progress, told, Verdict.Good(v.Message, progress.Checks, undone), "all", "every check is done", cancellationToken);
            return;
        }

        var phase = progress.Phase;
        await StoreAsync(row, v, progress with { Phase = phase + 1, PhaseSince = time.GetUtcNow() }, time.GetUtcNow(), told, verdict: null, cancellationToken);
        Log.PhaseDone(log, v.Message.Stack, v.Id, phase.ToString());
    }

    private async Task DecideAsync(
        VerificationRow row, Verification v, Progress progress, IReadOnlyList<object> told, object verdict, string check, string summary, CancellationToken cancellationToken)
    {
        await StoreAsync(row, v, progress with { Phase = Phase.Decided, WaitingFor = null }, due: null, told, verdict, cancellationToken);
        Verdicts.WithLabels(verdict.GetType().Name, check).Inc();
        Log.Decided(log, v.Message.Stack, v.Id, verdict.GetType().Name, summary);
    }

    /// <summary>Told once, when it is first seen.</summary>
    private MigrationSeen? Migrating(Verification v, Move move) => move.Migration is not { } seen || v.Progress.MigratingAt is not null ? null : new MigrationSeen
    {
        UpgradeId = v.Message.UpgradeId,
        Stack = v.Message.Stack,
        Step = v.Message.Step,
        Kind = v.Message.Kind,
        Pod = seen.Pod,
        Container = seen.Container,
        Line = seen.Line,
        Until = (move.Progress.RolloutSince ?? time.GetUtcNow()) + options.MigrationTimeout,
    };

    /// <summary>The pipeline is told once, when it is first known.</summary>
    private async Task<PipelineFound?> FoundAsync(Verification v, Progress progress, CancellationToken cancellationToken)
    {
        if (v.Progress.FirstPipeline is not null || progress.FirstPipeline is not { } number)
        {
            return null;
        }

        Log.PipelineFound(log, v.Message.Stack, v.Id, number);
        return new PipelineFound
        {
            UpgradeId = v.Message.UpgradeId,
            Stack = v.Message.Stack,
            Step = v.Message.Step,
            Kind = v.Message.Kind,
            Number = number,
            Url = await woodpecker.PageAsync(number, cancellationToken),
        };
    }

    private Task StoreAsync(VerificationRow row, Verification v, Progress progress, DateTimeOffset? due, IReadOnlyList<object> told, object? verdict, CancellationToken cancellationToken) =>
        rows.WriteAsync(
            async t =>
            {
                await VerificationRows.MoveAsync(t, row, progress, due?.ToUnixTimeMilliseconds(), verdict);
                foreach (var message in told.Append(verdict).OfType<object>())
                {
                    t.Publish(message);
                }

                PhaseOver.Tell(t, v.Message, v.Progress, progress, verdict);
                return true;
            },
            cancellationToken);
}
