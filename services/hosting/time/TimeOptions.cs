using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Time;

/// <summary>Section <c>Time</c>. For demonstrations and multi-process tests only; leave alone in production.</summary>
public sealed class TimeOptions
{
    /// <summary>Domain seconds per second.</summary>
    [Range(0.001, 100_000)]
    public double Scale { get; set; } = 1;

    /// <summary>Instant at which domain time equals system time; needed when <see cref="Scale"/> is not 1.</summary>
    public DateTimeOffset? Origin { get; set; }

    public TimeProvider Create() => Scale is 1 ? TimeProvider.System : new ScaledTimeProvider(Origin ?? TimeProvider.System.GetUtcNow(), Scale);
}
