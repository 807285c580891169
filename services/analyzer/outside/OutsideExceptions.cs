namespace Upgrades.Analyzer.Outside;

/// <summary>GitHub, a registry or the way to them is not well: the row is late, with the reason in it.</summary>
public class OutsideUnavailableException(string message) : Exception(message)
{
    internal OutsideTrouble Trouble { get; init; }
}

/// <summary>Of what kind it is, for who says what is to be done about it.</summary>
internal enum OutsideTrouble
{
    /// <summary>It answers, and not as it should.</summary>
    NotWell,

    /// <summary>Nobody is there, or nobody knows the name.</summary>
    Away,

    /// <summary>No encrypted connection comes about.</summary>
    Encryption,

    /// <summary>No answer in time.</summary>
    Slow,

    /// <summary>It does not accept the credential.</summary>
    Refused,
}

/// <summary>
/// It is there and will not be read by asking again: not for us, or too long. Whoever can do without plans without it and says so;
/// else it is an outage like any other.
/// </summary>
internal class NotReadableException(string message) : OutsideUnavailableException(message);

/// <summary>More than <see cref="OutsideCall.LongestAnswer"/>. A list may be asked for in smaller pages.</summary>
internal sealed class AnswerTooLongException(string name) : NotReadableException($"{name} answered with more than {OutsideCall.LongestAnswer >> 20} MB");

/// <summary>Asked too often. Nobody needs to ask again before <see cref="Wait"/> is over.</summary>
public sealed class RateLimitedException(string message, TimeSpan wait) : Exception(message)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>As the other side says, within reason.</summary>
    public TimeSpan Wait { get; } = Within(wait);

    internal static TimeSpan Within(TimeSpan wait) => wait < Shortest ? Shortest : wait > Longest ? Longest : wait;
}
