using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Backups;

/// <summary>Makes each backup's Job, looks how it is doing, and tells every upgrade that waits for it.</summary>
internal sealed class BackupLoop(
    UpgradeRows upgrades, BackupRows rows, BackupCluster cluster, ProofCheck proof, ScratchCheck scratches, ExecutorOptions options, TimeProvider time, ILogger<BackupLoop> log) : IRowLoop
{
    public string Table => "backups";

    public int Parallelism => options.Parallelism;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { State: BackupState.Running } row)
        {
            return;
        }

        // The instant before the Job is made: it holds everything that was there until then.
        var started = row.StartedAt ?? Now;
        var sight = await SeeAsync(row, cancellationToken);
        if (sight is BackupSight.Complete proven && row.Rule?.Scratch is { } scratch)
        {
            sight = await scratches.SeeAsync(row, scratch, proven, cancellationToken);
            row = row with { ScratchAt = row.ScratchAt ?? Now };
        }

        if (Deadlines.BackupIsOver(started, Now, options))
        {
            sight = sight switch
            {
                BackupSight.Running running => new BackupSight.Failed($"Job {row.Namespace}/{row.Job} had not ended after {options.BackupTimeout.TotalMinutes:0.#} min{running.Detail}"),
                BackupSight.Unproven unproven => new BackupSight.Failed(
                    $"backup Job {row.Namespace}/{row.Job} is complete but not proven within {options.BackupTimeout.TotalMinutes:0.#} min: {unproven.Why}"),
                _ => sight,
            };
        }

        await upgrades.WriteAsync(
            t => sight switch
            {
                BackupSight.Complete complete => CompleteAsync(t, row, complete with { Duration = complete.Duration ?? TimeSpan.FromMilliseconds(Now - started) }),
                BackupSight.Failed failed => FailAsync(t, row, failed.Reason),
                _ => LookAgainAsync(t, row, started, sight is BackupSight.Unproven unproven ? $"complete, but not proven yet: {unproven.Why}" : ""),
            },
            cancellationToken);
    }

    private async Task<BackupSight> SeeAsync(BackupRow row, CancellationToken cancellationToken)
    {
        if (row.StartedAt is null)
        {
            return ProofCheck.Impossible(row) ?? await cluster.StartAsync(row.Order, cancellationToken);
        }

        var sight = await cluster.LookAsync(row.Order, cancellationToken);
        return sight is BackupSight.Complete complete && row.Rule is { } rule ? await proof.CheckAsync(row, rule, complete, cancellationToken) : sight;
    }

    /// <param name="waitsFor">Empty: for the Job's end.</param>
    private async Task LookAgainAsync(StateTransaction t, BackupRow row, long started, string waitsFor)
    {
        await BackupRows.UpdateAsync(t, row with { StartedAt = started, Reason = waitsFor, DueAt = Deadlines.BackupPoll(Now, options) });
        foreach (var upgrade in waitsFor == row.Reason ? [] : await UpgradeRows.WaitingForBackupAsync(t, row.Id))
        {
            await UpgradeRows.UpdateAsync(t, upgrade with { Reason = $"backup Job {row.Namespace}/{row.Job} is {waitsFor}" });
        }
    }

    private async Task CompleteAsync(StateTransaction t, BackupRow row, BackupSight.Complete seen)
    {
        var complete = row with
        {
            State = BackupState.Complete,
            Reason = "",
            FinishedAt = Now,
            DurationMs = (long?)seen.Duration?.TotalMilliseconds,
            Bytes = seen.Bytes,
            Proven = seen.Proof.Count == 0 ? null : JsonSerializer.Serialize(seen.Proof, EventJson.Options),
            DueAt = null,
        };
        await BackupRows.UpdateAsync(t, complete);
        var served = (await UpgradeRows.ServedByAsync(t, row.Id)).ToList();
        foreach (var upgrade in await UpgradeRows.WaitingForBackupAsync(t, row.Id))
        {
            await UpgradeRows.UpdateAsync(t, upgrade.Enter(UpgradeState.Applying, Now, dueAt: Now));
            t.Publish(complete.Completed(upgrade, served));
        }

        Log.Backup(log, row.Namespace, row.Job, complete.State, "");
    }

    private async Task FailAsync(StateTransaction t, BackupRow row, string reason)
    {
        await BackupRows.UpdateAsync(t, row with { State = BackupState.Failed, FinishedAt = Now, Reason = reason, DueAt = null });
        foreach (var upgrade in await UpgradeRows.WaitingForBackupAsync(t, row.Id))
        {
            var plan = upgrade.ReadPlan();
            await UpgradeRows.EndAsync(t, upgrade, "aborted", reason, Now);
            t.Publish(Outcomes.Aborted(plan, StepChange.Forward(plan, (int)upgrade.Step), AbortStage.Backup, reason));
        }

        Log.Backup(log, row.Namespace, row.Job, BackupState.Failed, reason);
    }
}
