using System.Text.RegularExpressions;

namespace Upgrades.Executor.Backups;

/// <summary>A DNS-1123 label, as kubectl shows it whole: what is cut off is the middle, what tells it apart stays.</summary>
internal static partial class JobName
{
    /// <summary>A label value, and kubectl's column (kubernetes.md §1).</summary>
    private const int Longest = 63;

    public static string Of(string prefix, string about, string suffix)
    {
        var slug = Others().Replace(about.ToLowerInvariant(), "-").Trim('-');
        var room = Longest - prefix.Length - suffix.Length - 1;
        slug = (slug.Length > room ? slug[..room] : slug).TrimEnd('-');
        return slug.Length == 0 ? prefix + suffix : $"{prefix}{slug}-{suffix}";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
