using System.Collections.Concurrent;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Tests.Hosting;

/// <summary>The smallest loop, over a table of its own.</summary>
internal sealed class WorkLoop(StateStore store, TimeProvider time) : IRowLoop
{
    public static StateSchema Schema { get; } = new($"create table work (id text primary key, moved integer not null default 0, {StateSchema.LoopColumns})");

    public Exception? Failure { get; set; }

    /// <summary>A move waits here, with its row in its hands.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ConcurrentQueue<string> Begun { get; } = [];

    public ConcurrentQueue<string> Moved { get; } = [];

    public string Table => "work";

    public int Parallelism => 4;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        Begun.Enqueue(id);
        if (Failure is not null)
        {
            throw Failure;
        }

        await Gate.WaitAsync(cancellationToken);
        Moved.Enqueue(id);
        await store.WriteAsync(
            t => t.ExecuteAsync(
                "update work set moved = moved + 1, due_at = @later, version = version + 1 where id = @id",
                new { id, later = time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() }),
            cancellationToken);
    }
}
