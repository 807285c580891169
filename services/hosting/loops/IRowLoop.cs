using Upgrades.Hosting.Tracing;

namespace Upgrades.Hosting.Loops;

/// <summary>
/// Moves the rows of one table, one move per due row and turn. The table has the columns of
/// <see cref="State.StateSchema.LoopColumns"/> and <c>id text primary key</c>.
/// </summary>
public interface IRowLoop
{
    string Table { get; }

    /// <summary>Rows moved at the same time.</summary>
    int Parallelism { get; }

    /// <summary>The upgrade or update that a row is about, for traces; null: its moves are in none.</summary>
    TraceSubject? SubjectOf(string id) => null;

    /// <summary>
    /// Makes one move and stores what comes next, including <c>due_at</c> (domain time, or null to wait for an event).
    /// Throwing keeps the row, shows the error in it, and tries again after a pause.
    /// </summary>
    /// <exception cref="RowChangedException">The row was written meanwhile: looked at again at once.</exception>
    Task MoveAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A write that expected another <c>version</c> of its row: what was decided is decided anew.</summary>
public sealed class RowChangedException(string table, string id) : Exception($"{table} {id} was changed by another writer.");
