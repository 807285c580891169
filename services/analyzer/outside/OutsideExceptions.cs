namespace Upgrades.Analyzer.Outside;

/// <summary>GitHub, a registry or the way to them is not well: the row is late, with the reason in it.</summary>
public sealed class OutsideUnavailableException(string message) : Exception(message);

/// <summary>Asked too often. Nobody needs to ask again before <see cref="Wait"/> is over.</summary>
public sealed class RateLimitedException(string message, TimeSpan wait) : Exception(message)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>As the other side says, within reason.</summary>
    public TimeSpan Wait { get; } = wait < Shortest ? Shortest : wait > Longest ? Longest : wait;
}
