using System.Text.RegularExpressions;

namespace Upgrades.Executor.Backups;

/// <summary>Last log lines, fit to be shown: no secrets as dump programs print them, no control characters, not too long.</summary>
internal static partial class LogExcerpt
{
    private const int LongestLine = 300;

    /// <returns>Begins with a separator; empty when there is nothing to show.</returns>
    public static string Of(string log)
    {
        var lines = log.Split('\n').Select(Clean).Where(l => l.Length > 0).ToList();
        return lines.Count == 0 ? "" : "; its log ends: " + string.Join(" | ", lines);
    }

    private static string Clean(string line)
    {
        var clean = string.Concat(line.Where(c => !char.IsControl(c))).Trim();
        clean = Named().Replace(UserInfo().Replace(clean, "$1***@"), "$1***");
        return clean.Length <= LongestLine ? clean : clean[..LongestLine] + "…";
    }

    [GeneratedRegex(@"(://[^\s:/@]*:)[^\s@]+@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"((?:password|passwd|pwd|secret|token|api[_-]?key)['""]?\s*[=:]\s*)\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
