namespace Upgrades.Verifier.Cluster;

/// <summary>
/// One list of a namespace for all upgrades in it that are looked at in the same moment. A reading is shared only with who needs
/// nothing newer: it began after the instant that the caller names, so no verdict rests on a state from before it.
/// </summary>
internal sealed class SharedReadings(ClusterReader cluster, VerifierOptions options, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);
    private DateTimeOffset _swept;

    /// <summary>Domain time: so short that two looks at the same upgrade never rest on one reading.</summary>
    private TimeSpan Lifetime => new[] { Longest, options.Poll / 2, options.ApproachPoll / 2 }.Min();

    /// <param name="after">Domain time; a reading that began then or before is not taken. Null: only one that begins now.</param>
    public async Task<ClusterState> ReadAsync(IReadOnlyList<string> namespaces, DateTimeOffset? after, CancellationToken cancellationToken) =>
        ClusterState.Join(await Task.WhenAll(namespaces.Distinct().Select(n => Find(n, after))).WaitAsync(cancellationToken));

    private Task<ClusterState> Find(string ns, DateTimeOffset? after)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_readings.TryGetValue(ns, out var known) && known.Begun > after && now - known.Begun <= Lifetime && !known.State.IsFaulted)
            {
                return known.State;
            }

            Sweep(now);
            // Shared, so that one caller's end does not end it for the others; the client's timeout bounds it.
            var reading = new Reading(now, cluster.ReadAsync([ns], CancellationToken.None));
            _readings[ns] = reading;
            return reading.State;
        }
    }

    /// <summary>What nobody may have any more is not kept in memory.</summary>
    private void Sweep(DateTimeOffset now)
    {
        if (now - _swept <= Lifetime)
        {
            return;
        }

        _swept = now;
        foreach (var (ns, _) in _readings.Where(r => now - r.Value.Begun > Lifetime).ToList())
        {
            _readings.Remove(ns);
        }
    }

    private sealed record Reading(DateTimeOffset Begun, Task<ClusterState> State);
}
