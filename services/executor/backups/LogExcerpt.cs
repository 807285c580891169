using Upgrades.Hosting.Text;

namespace Upgrades.Executor.Backups;

/// <summary>Last log lines of a backup as part of a sentence.</summary>
internal static class LogExcerpt
{
    /// <returns>Begins with a separator; empty when there is nothing to show.</returns>
    public static string Of(string log)
    {
        var lines = OutsideLines.Last(log.Split('\n'));
        return lines.Count == 0 ? "" : "; its log ends: " + string.Join(" | ", lines.Select(l => l.Trim()));
    }
}
