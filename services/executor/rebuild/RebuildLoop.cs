using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Rebuild;

/// <summary>
/// The first move of a new store. If an older one was lost, the branch still holds what it had pushed: each such step is handed to
/// the verifier again, which tells its verdict once more or finds one. Nobody's turn comes before.
/// </summary>
internal sealed class RebuildLoop(
    UpgradeRows rows, ReadBack git, BackupCluster cluster, ExecutorOptions options, TimeProvider time, ILogger<RebuildLoop> log) : IRowLoop
{
    public string Table => "rebuilds";

    public int Parallelism => 1;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<(PushedStep Step, BackupRow? Backup)> found = [];
        foreach (var step in await git.ReadAsync(now - options.RebuildFrom, cancellationToken))
        {
            found.Add((step, await FindBackupAsync(step, cancellationToken)));
        }

        await rows.WriteAsync(
            async t =>
            {
                if (await RebuildRows.FinishAsync(t) == 0)
                {
                    return;
                }

                foreach (var (step, backup) in found)
                {
                    await StoreAsync(t, step, backup, now.ToUnixTimeMilliseconds());
                }

                await UpgradeRows.WakeAllWaitingAsync(t, now.ToUnixTimeMilliseconds());
            },
            cancellationToken);
    }

    /// <summary>The Job that the commit names, if it is still there and complete; else a later step makes a new backup. How it was proven is lost.</summary>
    private async Task<BackupRow?> FindBackupAsync(PushedStep step, CancellationToken cancellationToken)
    {
        if (step is not { BackupJob: { } job, Plan.Backup: { } plan } || job.Namespace != plan.Namespace)
        {
            return null;
        }

        var at = step.Commit.When.ToUnixTimeMilliseconds();
        var row = BackupRow.New(step.Trailers.UpgradeId.ToString(), step.Plan.Stack, plan, at, step.Plan.Restore is null ? null : step.Trailers.Step) with { Job = job.Job, Proof = null, DueAt = null };
        return await cluster.LookAsync(row.Order, cancellationToken) is not BackupSight.Complete complete ? null : row with
        {
            State = BackupState.Complete,
            FinishedAt = complete.EndedAt?.ToUnixTimeMilliseconds() ?? at,
            DurationMs = (long?)complete.Duration?.TotalMilliseconds,
        };
    }

    private async Task StoreAsync(StateTransaction t, PushedStep step, BackupRow? backup, long now)
    {
        var known = await UpgradeRows.FindAsync(t, step.Trailers.UpgradeId.ToString());
        if (known is not null && known.State != UpgradeState.Waiting)
        {
            // Its plan came again before this, and has an outcome.
            return;
        }

        if (known is null)
        {
            known = New(step, now);
            await UpgradeRows.InsertAsync(t, known);
        }

        if (backup is not null)
        {
            await BackupRows.InsertAsync(t, backup);
            await BackupRows.UpdateAsync(t, backup);
        }

        var applied = step.Applied;
        var plan = Continuation.Of(step.Plan, step.Trailers.Step, known.ReadPlan()) ?? step.Plan;
        await UpgradeRows.UpdateAsync(t, known.Watch(applied, now, Deadlines.Verdict(now, applied.Window, options)) with
        {
            Plan = JsonSerializer.Serialize(plan, EventJson.Options),
            Step = step.Trailers.Step,
            Failure = applied.Kind == StepKind.Rollback && UndoMessage.ReadFailure(step.Commit.Message, applied) is { } failure
                ? JsonSerializer.Serialize(failure, EventJson.Options) : null,
            Fix = step.Fix is null ? null : JsonSerializer.Serialize(step.Fix, EventJson.Options),
            BackupId = backup?.Id,
            Reason = "read back from git after its store was lost",
            TurnAt = step.Commit.When.ToUnixTimeMilliseconds(),
        });
        t.Publish(applied);
        Log.ReadBack(log, step.Plan.Stack, applied.Kind, applied.Step, applied.CommitSha);
    }

    private static UpgradeRow New(PushedStep step, long now) => new()
    {
        Id = step.Trailers.UpgradeId.ToString(),
        Repository = step.Plan.Repository,
        Stack = step.Plan.Stack,
        Plan = JsonSerializer.Serialize(step.Plan, EventJson.Options),
        State = UpgradeState.Waiting,
        PlannedAt = step.Plan.PlannedAt.ToUnixTimeMilliseconds(),
        ReceivedAt = now,
        StateSince = now,
    };
}
