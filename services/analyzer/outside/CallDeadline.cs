namespace Upgrades.Analyzer.Outside;

/// <summary>How long one answer may take (system clock). Waiting for one's turn, or before another try, is not the other side's time.</summary>
internal sealed class CallDeadline : IDisposable
{
    private static readonly HttpRequestOptionsKey<CallDeadline> Key = new("Upgrades.CallDeadline");
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _timeout;
    private bool _paused;

    /// <param name="request">Carries it to <see cref="HostGate"/>.</param>
    public CallDeadline(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        (_timeout, _source) = (timeout, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        _source.CancelAfter(timeout);
        request.Options.Set(Key, this);
    }

    public CancellationToken Token => _source.Token;

    /// <returns>Null when whoever asks minds his time himself.</returns>
    public static CallDeadline? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var deadline) ? deadline : null;

    public void Pause()
    {
        _source.CancelAfter(Timeout.InfiniteTimeSpan);
        _paused = true;
    }

    /// <summary>From the start, when it was paused.</summary>
    public void Resume()
    {
        if (_paused)
        {
            _source.CancelAfter(_timeout);
            _paused = false;
        }
    }

    public void Dispose() => _source.Dispose();
}
