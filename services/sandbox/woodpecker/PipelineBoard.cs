using System.Diagnostics.CodeAnalysis;

namespace Upgrades.Sandbox.Woodpecker;

/// <summary>All pipelines, and the timers that move them.</summary>
internal sealed class PipelineBoard(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Run> _runs = [];
    private readonly List<ITimer> _timers = [];
    private bool _disposed;

    /// <summary>Oldest first: the number is the place, counted from 1.</summary>
    public IReadOnlyList<Pipeline> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs.Select(r => r.Pipeline)];
            }
        }
    }

    public Pipeline? Find(int number)
    {
        lock (_gate)
        {
            return number >= 1 && number <= _runs.Count ? _runs[number - 1].Pipeline : null;
        }
    }

    /// <param name="kind">The event: push or manual.</param>
    public Pipeline Create(string kind, string commit, string branch, string message, PipelineScript script, int parent = 0)
    {
        Run run;
        Pipeline created;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            created = new Pipeline
            {
                Number = _runs.Count + 1,
                Parent = parent,
                Event = kind,
                Commit = commit,
                Branch = branch,
                Message = message,
                Script = script,
                CreatedAt = time.GetUtcNow(),
            };
            foreach (var earlier in _runs.Where(r => r.Pipeline is { FinishedAt: null, Script.SupersededByNext: true }))
            {
                earlier.Pipeline = earlier.Pipeline.Cancel(new Cancellation(SupersededBy: created.Number), created.CreatedAt);
            }

            run = new Run { Pipeline = created };
            run.Applying = new Lazy<Task>(() => ApplyAsync(run));
            _runs.Add(run);
        }

        // Both from now on, and not one after the other: a clock that jumps over both times still passes both.
        After(script.Queued, () => Begin(run));
        if (!script.SupersededByNext)
        {
            After(script.Queued + script.Runs, () => _ = EndAsync(run));
        }

        return created;
    }

    /// <summary>False when it was over already.</summary>
    public bool TryCancel(int number)
    {
        lock (_gate)
        {
            var run = _runs[number - 1];
            if (run.Pipeline.FinishedAt is not null)
            {
                return false;
            }

            run.Pipeline = run.Pipeline.Cancel(new Cancellation(ByUser: "somebody"), time.GetUtcNow());
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timers.ForEach(t => t.Dispose());
        }
    }

    private void Begin(Run run)
    {
        lock (_gate)
        {
            if (run.Pipeline.IsPending)
            {
                run.Pipeline = run.Pipeline.Begin();
            }

            if (!run.Pipeline.IsRunning)
            {
                return;
            }
        }

        _ = run.Applying.Value;
    }

    private async Task EndAsync(Run run)
    {
        Begin(run);
        var late = run.Applying is { IsValueCreated: true, Value.IsCompleted: false };
        if (late)
        {
            await run.Applying.Value;
        }

        lock (_gate)
        {
            var pipeline = run.Pipeline;
            if (pipeline.IsRunning)
            {
                run.Pipeline = pipeline.End(late ? time.GetUtcNow() : pipeline.CreatedAt + pipeline.Script.Queued + pipeline.Script.Runs);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a script throws turns its step red.")]
    private async Task ApplyAsync(Run run)
    {
        try
        {
            await (run.Pipeline.Script.OnApply?.Invoke() ?? Task.CompletedTask);
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                run.Pipeline = run.Pipeline with { ApplyError = e.Message };
            }
        }
    }

    private void After(TimeSpan span, Action act)
    {
        var timer = time.CreateTimer(_ => act(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            if (_disposed)
            {
                timer.Dispose();
                return;
            }

            _timers.Add(timer);
        }

        timer.Change(span, Timeout.InfiniteTimeSpan);
    }

    private sealed class Run
    {
        public required Pipeline Pipeline { get; set; }

        public Lazy<Task> Applying { get; set; } = null!;
    }
}
