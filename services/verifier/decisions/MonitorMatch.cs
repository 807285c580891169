using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>A monitor of Uptime Kuma: 0 down, 1 up, 2 pending, 3 maintenance.</summary>
internal sealed record MonitorState(string Name, string Url, string Hostname, int Status)
{
    /// <summary>Once for each monitor: every upgrade compares it with its own hosts.</summary>
    private readonly string? _urlHost = Uri.TryCreate(Url, UriKind.Absolute, out var uri) ? uri.Host : null;

    public bool IsDown => Status == 0;

    public bool IsOf(string host) =>
        string.Equals(Hostname, host, StringComparison.OrdinalIgnoreCase) || string.Equals(_urlHost, host, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What Uptime Kuma says of everything.</summary>
/// <param name="Missing">Why it says nothing.</param>
internal sealed record MonitorReading(IReadOnlyList<MonitorState> All, string? Missing = null);

/// <param name="Missing">What could not be found, in words.</param>
internal sealed record MonitorLook(IReadOnlyList<MonitorState> Monitors, IReadOnlyList<string> Missing);

/// <summary>Which monitors watch an upgrade's service: those that the plan names, else those of its hosts.</summary>
internal static class MonitorMatch
{
    public static MonitorLook Of(MonitorReading reading, IReadOnlyList<string> names, IReadOnlyList<string> urls)
    {
        if (reading.Missing is { } missing)
        {
            return new MonitorLook([], [missing]);
        }

        (string Words, Func<MonitorState, bool> Is)[] wanted = names.Count > 0
            ? [.. names.Select(n => ($"no monitor named {n}", (Func<MonitorState, bool>)(m => m.Name == n)))]
            : [.. urls.Select(u => new Uri(u).Host).Distinct().Select(h => ($"no monitor for {h}", (Func<MonitorState, bool>)(m => m.IsOf(h))))];
        return new MonitorLook(
            [.. reading.All.Where(m => wanted.Any(w => w.Is(m))).Distinct()],
            wanted.Length == 0 ? ["no host and no monitor is known"] : [.. wanted.Where(w => !reading.All.Any(w.Is)).Select(w => w.Words)]);
    }

    public static CheckResult Check(MonitorState monitor, Baseline? baseline) => monitor.Status switch
    {
        0 when WasDown(monitor, baseline) => Checks.BrokenBefore(Checks.UptimeKuma, $"monitor {monitor.Name} is down, and was before the upgrade too"),
        0 => Checks.Failed(Checks.UptimeKuma, $"monitor {monitor.Name} is down"),
        1 => Checks.Passed(Checks.UptimeKuma, $"monitor {monitor.Name} is up"),
        2 => Checks.NotProven(Checks.UptimeKuma, $"monitor {monitor.Name} is pending"),
        3 => Checks.NotProven(Checks.UptimeKuma, $"monitor {monitor.Name} is under maintenance"),
        var other => Checks.NotProven(Checks.UptimeKuma, $"monitor {monitor.Name} has the unknown state {other}"),
    };

    public static Failure Failure(MonitorState monitor) => new()
    {
        Check = Checks.UptimeKuma,
        Cause = FailureCause.Version,
        Summary = $"Uptime Kuma's monitor {monitor.Name} is down",
        Reason = "down",
    };

    private static bool WasDown(MonitorState monitor, Baseline? baseline) =>
        baseline?.Monitors.Any(m => m.Name == monitor.Name && m.Url == monitor.Url && m.IsDown) == true;
}
