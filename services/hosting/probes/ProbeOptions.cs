using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Probes;

/// <summary>Section <c>Probes</c>: how dependencies are tried. Domain time unless it says otherwise.</summary>
public sealed class ProbeOptions
{
    /// <summary>From the end of a round to the beginning of the next.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>What fails is tried once more after this, before people are told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SecondTry { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for one probe as a whole (system clock).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
