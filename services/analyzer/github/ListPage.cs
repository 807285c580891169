using System.Globalization;

namespace Upgrades.Analyzer.GitHub;

/// <summary>Where a list is read on. A page over 10 MB is asked for in smaller ones, from the item it began with.</summary>
/// <param name="Skip">Items at its beginning that were read already, as the smaller page does not begin where the larger one did.</param>
internal sealed record ListPage(Uri Address, int Skip = 0)
{
    public const int Largest = 100;
    private static readonly int[] Smaller = [50, 25, 10];

    /// <returns>Null when it cannot be smaller, or the list is not counted in pages.</returns>
    public ListPage? Shrink()
    {
        var query = Address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        if (Number(query, "per_page=") is not { } size || Array.Find(Smaller, s => s < size) is not (> 0 and var smaller)
            || (Number(query, "page=") is null && query.Any(p => !p.StartsWith("per_page=", StringComparison.Ordinal))))
        {
            return null;
        }

        var first = ((Number(query, "page=") ?? 1) - 1) * size + Skip;
        var others = query.Where(p => !p.StartsWith("per_page=", StringComparison.Ordinal) && !p.StartsWith("page=", StringComparison.Ordinal));
        return new ListPage(
            new UriBuilder(Address) { Query = string.Join('&', [.. others, $"per_page={smaller}", $"page={first / smaller + 1}"]) }.Uri, first % smaller);
    }

    private static int? Number(string[] query, string name) =>
        Array.Find(query, p => p.StartsWith(name, StringComparison.Ordinal)) is { } part
        && int.TryParse(part.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000_000 ? number : null;
}
