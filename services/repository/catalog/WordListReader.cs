using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads the lists of words and globs, and tells those that have no effect, or more than anybody wants.</summary>
internal static class WordListReader
{
    private const int ShortestKeyword = 3;

    /// <summary>What matches all of these matches every image there is.</summary>
    private static readonly ImageReference[] Unlike = [ImageReference.Parse("a:1.0"), ImageReference.Parse("ghcr.io/q/zz:v2"), ImageReference.Parse("registry.example:5000/x/y/w:3-alpine")];

    /// <summary><c>skip_image_patterns</c>.</summary>
    public static IReadOnlyList<ImagePattern> Patterns(CatalogCursor cursor, IReadOnlyList<CatalogText> items)
    {
        foreach (var item in items)
        {
            if (item.Text.Contains("://", StringComparison.Ordinal) || item.Text.Any(char.IsWhiteSpace))
            {
                cursor.Warn(item.Path, item.Line, $"'{item.Text}' matches nothing: names of images hold no spaces and no '://'");
            }
            else if (Array.TrueForAll(Unlike, new ImagePattern(item.Text).Matches))
            {
                cursor.Warn(item.Path, item.Line, $"'{item.Text}' skips every image: nothing will ever be upgraded");
            }
        }

        TellRepeated(cursor, items);
        return [.. items.Select(i => new ImagePattern(i.Text))];
    }

    /// <summary><c>breaking_change_keywords</c>: matched as whole words, whatever their case.</summary>
    public static IReadOnlyList<string> Keywords(CatalogCursor cursor, IReadOnlyList<CatalogText> items)
    {
        foreach (var item in items.Where(i => i.Text.Length < ShortestKeyword))
        {
            cursor.Warn(item.Path, item.Line, $"'{item.Text}' is so short that it is in nearly every text");
        }

        TellRepeated(cursor, items);
        return [.. items.Select(i => i.Text)];
    }

    private static void TellRepeated(CatalogCursor cursor, IReadOnlyList<CatalogText> items)
    {
        var first = new Dictionary<string, CatalogText>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items.Where(i => !first.TryAdd(i.Text, i)))
        {
            var before = first[item.Text];
            if (before.Text == item.Text)
            {
                cursor.Warn(item.Path, item.Line, $"'{item.Text}' stands in line {before.Line} already");
            }
            else
            {
                cursor.Note(item.Path, item.Line, $"'{item.Text}' adds nothing to '{before.Text}' in line {before.Line}: case does not matter");
            }
        }
    }
}
