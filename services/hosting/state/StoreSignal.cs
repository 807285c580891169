namespace Upgrades.Hosting.State;

/// <summary>Wakes everyone who waits, and whoever starts waiting later for a change he has not seen.</summary>
internal sealed class StoreSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Take this before looking at the store, await it after: a change in between is not missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
