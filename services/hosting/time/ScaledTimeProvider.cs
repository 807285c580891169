namespace Upgrades.Hosting.Time;

/// <summary>
/// Domain time that runs faster than the wall: windows of minutes pass in milliseconds. All processes of a run share
/// <paramref name="origin"/>, so they agree about the time, also after a restart.
/// </summary>
/// <param name="origin">The instant at which domain time and system time are equal.</param>
/// <param name="scale">Domain seconds per second; greater than 0.</param>
public sealed class ScaledTimeProvider(DateTimeOffset origin, double scale) : TimeProvider
{
    public override long TimestampFrequency { get; } = (long)(System.TimestampFrequency / scale);

    public override DateTimeOffset GetUtcNow() => origin + (System.GetUtcNow() - origin) * scale;

    public override long GetTimestamp() => System.GetTimestamp();

    /// <summary>The system's time at an instant of domain time; any other clock's time is the system's.</summary>
    internal static DateTimeOffset ToSystem(TimeProvider clock, DateTimeOffset instant) => clock is ScaledTimeProvider scaled ? scaled.ToSystem(instant) : instant;

    private DateTimeOffset ToSystem(DateTimeOffset instant) => origin + ((instant - origin) / scale);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Shrink(dueTime), Shrink(period)), Shrink);

    private TimeSpan Shrink(TimeSpan span)
    {
        if (span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero)
        {
            return span;
        }

        // Timers count whole milliseconds and would fire early; waking up too early only to wait again is a busy loop.
        return TimeSpan.FromMilliseconds(Math.Ceiling((span / scale).TotalMilliseconds));
    }

    private sealed class Timer(ITimer inner, Func<TimeSpan, TimeSpan> shrink) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(shrink(dueTime), shrink(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
