using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads <c>move_together</c>: groups of images of which none goes to a version without the others of its stack.</summary>
internal static class MoveTogetherReader
{
    /// <returns>Canonical names.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Read(CatalogCursor cursor, CatalogNode node, string path)
    {
        if (node.Kind != CatalogNodeKind.List)
        {
            cursor.Error(path, node, $"must be a list of lists of images, not {node.Described}");
            return [];
        }

        List<IReadOnlyList<string>> groups = [];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, item) in node.Items.Index())
        {
            var group = Group(cursor, item, $"{path}[{i}]", seen);
            if (group.Count > 1)
            {
                groups.Add(group);
            }
            else
            {
                cursor.Error($"{path}[{i}]", item, "needs two images or more: one alone has nobody to move with");
            }
        }

        return groups;
    }

    private static List<string> Group(CatalogCursor cursor, CatalogNode node, string path, Dictionary<string, int> seen)
    {
        List<string> group = [];
        foreach (var item in cursor.Items(node, path))
        {
            if (!ImageReference.TryParse(item.Text, out var image, out var error))
            {
                cursor.Error(item.Path, item.Line, $"'{item.Text}' {error}");
            }
            else if (!seen.TryAdd(image.Name, item.Line))
            {
                cursor.Error(item.Path, item.Line, $"{image.Name} is in a group already (line {seen[image.Name]})");
            }
            else
            {
                if (image.Tag is not null || image.Digest is not null)
                {
                    cursor.Warn(item.Path, item.Line, "has a tag or digest, which is not looked at");
                }

                group.Add(image.Name);
                cursor.Mention(CatalogMentionKind.Image, image.Name, item.Path, item.Line);
            }
        }

        return group;
    }
}
