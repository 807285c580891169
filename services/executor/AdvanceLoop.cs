using Upgrades.Executor.Moves;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Executor;

/// <summary>Takes each upgrade from state to state. A state without a move here waits for an event or for the other loop.</summary>
internal sealed class AdvanceLoop(
    UpgradeRows rows, ExecutorOptions options, TimeProvider time,
    AdmitWaiting admit, AskVerifierAgain ask, JoinBackup backUp, ApplyStep apply, MendStep mend, UndoStep undo, RestoreData restore, StopObserving stop) : IRowLoop
{
    public string Table => "upgrades";

    public int Parallelism => options.Parallelism;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        var row = await rows.FindAsync(id, cancellationToken);
        if (row is null || row.DueAt is null || row.DueAt > time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            // Another row's move, or a consumer, has dealt with this one meanwhile.
            return;
        }

        await (row.State switch
        {
            UpgradeState.Waiting or UpgradeState.Baseline or UpgradeState.BackingUp or UpgradeState.Applying when options.Mode == ExecutorMode.Observe =>
                stop.MoveAsync(row, cancellationToken),
            UpgradeState.Waiting => admit.MoveAsync(cancellationToken),
            UpgradeState.Baseline => ask.ForBaselineAsync(row, cancellationToken),
            UpgradeState.BackingUp => backUp.MoveAsync(row, cancellationToken),
            UpgradeState.Applying => apply.MoveAsync(row, cancellationToken),
            UpgradeState.Verifying => ask.ForVerdictAsync(row, cancellationToken),
            UpgradeState.Fixing => mend.MoveAsync(row, cancellationToken),
            UpgradeState.Undoing => undo.MoveAsync(row, cancellationToken),
            UpgradeState.Restoring => restore.MoveAsync(row, cancellationToken),
            _ => throw new InvalidOperationException($"upgrade {id} is {row.State}, which is never due"),
        });
    }
}
