using Upgrades.Hosting.Probes;

namespace Upgrades.Standalone.Doctor;

/// <summary>Is this machine's clock right? A wrong one makes tokens seem ended or not yet begun, and budgets seem full.</summary>
internal static class ClockSkew
{
    private const string Name = "clock";

    /// <summary>More than an answer's way and the seconds that a Date is rounded to.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <param name="ahead">By host, how far our clock is ahead of its. One host may be wrong itself: the middle one counts.</param>
    public static ProbeResult Judge(IReadOnlyDictionary<string, TimeSpan> ahead)
    {
        if (ahead.Count == 0)
        {
            return ProbeResult.NotSet(Name, "nobody who answered told the time");
        }

        var (host, skew) = ahead.OrderBy(a => a.Value).ElementAt((ahead.Count - 1) / 2);
        var others = ahead.Count == 1 ? "" : $" and {ahead.Count - 1} others";
        return skew.Duration() > Most
            ? ProbeResult.Failed(Name, $"this machine's clock is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} that of {host}{others}", "set the clock, and let it be kept (chrony, systemd-timesyncd)")
            : ProbeResult.Works(Name, $"within {Math.Max(1, Math.Ceiling(skew.Duration().TotalSeconds)):0} s of {host}{others}");
    }
}
