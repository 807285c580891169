using System.Diagnostics;

namespace Upgrades.Analyzer.Outside;

/// <summary>One host: so many requests at a time, and none while it is known that it wants none.</summary>
internal sealed class OutsideHost(string name, OutsideOptions options, OutsideClock clock) : IDisposable
{
    /// <summary>A shorter closure is waited for within the call; a longer one makes the row late.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>GitHub: "wait for at least one minute", then longer each time.</summary>
    private static readonly TimeSpan UnsaidPause = TimeSpan.FromMinutes(1);
    private const int MostDoublings = 6;

    private readonly SemaphoreSlim _turns = new(options.Parallelism, options.Parallelism);
    private readonly Lock _gate = new();
    private DateTimeOffset _closedUntil;
    private int _unsaid;

    public string Name => name;

    /// <summary>Comes back with a turn in hand, for <see cref="Leave"/>.</summary>
    /// <exception cref="RateLimitedException">It is closed for longer than is worth waiting for.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        await WaitUntilOpenAsync(cancellationToken);
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await WaitUntilOpenAsync(cancellationToken);
        }
        catch
        {
            _turns.Release();
            throw;
        }

        OutsideMetrics.WaitSeconds.WithLabels(name).Inc(Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    public void Leave() => _turns.Release();

    /// <returns>For how long.</returns>
    public TimeSpan Close(Limit limit)
    {
        lock (_gate)
        {
            var now = clock.Time.GetUtcNow();
            if (limit.Wait is null && _closedUntil > now)
            {
                // Requests that were on their way together are one refusal, not eight.
                return _closedUntil - now;
            }

            var wait = RateLimitedException.Within(limit.Wait ?? UnsaidPause * (1 << Math.Min(_unsaid++, MostDoublings)));
            _closedUntil = now + wait > _closedUntil ? now + wait : _closedUntil;
            OutsideMetrics.ClosedUntil.WithLabels(name).Set(_closedUntil.ToUnixTimeSeconds());
            return wait;
        }
    }

    /// <summary>It served us, and says what is left.</summary>
    public void Serve(Budget? budget)
    {
        lock (_gate)
        {
            _unsaid = 0;
        }

        // Docker Hub counts pulls and answers HEAD without them: only GitHub's own count closes a host.
        if (budget is { Resource: "core", Reset: { } reset } && budget.Remaining <= Math.Min(options.Reserve, (budget.Most ?? 0) / 2))
        {
            Close(new Limit(reset));
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        while (Rest() is { } rest && rest > TimeSpan.Zero)
        {
            if (rest > LongestWait)
            {
                throw new RateLimitedException($"{name} has had enough of us and is not asked for another {rest.TotalSeconds:0} s", rest);
            }

            await Task.Delay(rest, clock.Time, cancellationToken);
        }
    }

    private TimeSpan Rest()
    {
        lock (_gate)
        {
            return _closedUntil - clock.Time.GetUtcNow();
        }
    }
}
