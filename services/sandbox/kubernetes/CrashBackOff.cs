namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The kubelet's restarts: the first at once, then after 10 s, 20 s, 40 s … at most 5 min, counted from the exit.</summary>
internal static class CrashBackOff
{
    /// <summary>For so long the exit is shown as <c>terminated</c> before the back-off shows as <c>waiting</c>.</summary>
    public static readonly TimeSpan Noticing = TimeSpan.FromSeconds(1);

    private const int Capped = 6;

    /// <summary>The pause after run <paramref name="number"/>, counted from 0.</summary>
    public static TimeSpan After(int number) => number == 0
        ? Noticing
        : TimeSpan.FromSeconds(Math.Min(10 << Math.Min(number - 1, Capped), 300));

    /// <summary>Which run is the first to start at <paramref name="elapsed"/> or later, and when.</summary>
    public static (int Number, TimeSpan StartedAfter) FirstFrom(TimeSpan elapsed, TimeSpan runsFor)
    {
        var (number, started) = elapsed <= TimeSpan.Zero ? (0, TimeSpan.Zero) : At(elapsed, runsFor);
        return started >= elapsed ? (number, started) : (number + 1, started + runsFor + After(number));
    }

    /// <summary>Which run of a container that always ends after <paramref name="runsFor"/> was the last to start, and when.</summary>
    public static (int Number, TimeSpan StartedAfter) At(TimeSpan elapsed, TimeSpan runsFor)
    {
        var (number, start) = (0, TimeSpan.Zero);
        while (start + runsFor + After(number) is var next && next <= elapsed)
        {
            // From here on all pauses are equal: a loop of many days must not be walked through.
            var skip = number < Capped ? 1 : (int)((elapsed - start) / (runsFor + After(number)));
            start = number < Capped ? next : start + skip * (runsFor + After(number));
            number += skip;
        }

        return (number, start);
    }
}
