using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Outside;

/// <summary>RFC 8288, as far as paging needs it.</summary>
internal static partial class LinkHeader
{
    /// <param name="from">What a relative address starts from.</param>
    public static Uri? Next(string? header, Uri from) =>
        Links().Matches(header ?? "").FirstOrDefault(m => m.Groups["rel"].Value.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase)) is { } next
        && Uri.TryCreate(from, next.Groups["address"].Value, out var address) ? address : null;

    [GeneratedRegex("<(?<address>[^<>]{1,2000})>[^<>]*?;\\s*rel=\"?(?<rel>[a-zA-Z ]+)\"?", RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
