namespace Upgrades.Hosting.Loops;

/// <summary>How long a row rests after its n-th failure in a row: 2 s, doubling, at most an hour, and up to a fifth of jitter.</summary>
public static class BackOff
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="attempt">From 1.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static TimeSpan After(int attempt, double jitter)
    {
        var seconds = Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(attempt, 12)));
        return TimeSpan.FromSeconds(seconds * (1 - 0.2 * jitter));
    }
}
