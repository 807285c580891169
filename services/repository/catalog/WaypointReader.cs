using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads <c>services.&lt;stack&gt;.waypoints</c>. Their order does not matter to anybody; one that is out of it is mostly a slip of the pen.</summary>
internal static partial class WaypointReader
{
    public static IReadOnlyList<string> Read(CatalogCursor cursor, IReadOnlyList<CatalogText> items)
    {
        List<string> waypoints = [];
        (TagVersion Version, CatalogText Item)? before = null;
        foreach (var item in items)
        {
            var isVersion = TagVersion.TryParse(item.Text, out var version);
            if (!isVersion && !Major().IsMatch(item.Text))
            {
                cursor.Error(item.Path, item.Line, $"'{item.Text}' is no version: write 28.0.10, v1.132 for its newest patch, or 28 for the newest of a major");
                continue;
            }

            waypoints.Add(item.Text);
            if (version is null)
            {
                continue;
            }

            if (before is var (earlier, earlierItem) && version.CompareTo(earlier) is <= 0 and var order)
            {
                cursor.Warn(item.Path, item.Line, order == 0
                    ? $"{item.Text} stands in line {earlierItem.Line} already" : $"{item.Text} stands after {earlierItem.Text} (line {earlierItem.Line}), which is newer");
            }

            before = (version, item);
        }

        return waypoints;
    }

    [GeneratedRegex(@"\A[vV]?[0-9]{1,9}\z")]
    private static partial Regex Major();
}
