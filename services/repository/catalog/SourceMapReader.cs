using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>One entry of a map from something deployed to where its source is.</summary>
/// <param name="Name">Canonical.</param>
/// <param name="Source"><c>owner/repo</c> or a URL.</param>
internal sealed record SourceEntry(string Name, string Source, string Path, int Line);

/// <summary>Reads the maps from something deployed to where its source is.</summary>
internal static partial class SourceMapReader
{
    private const int LongestOwner = 39;
    private const int LongestName = 100;

    /// <summary><c>github_repo_overrides</c>, by canonical image name.</summary>
    public static IReadOnlyList<SourceEntry> Images(CatalogCursor cursor, CatalogNode node, string path)
    {
        var sources = new Dictionary<string, SourceEntry>(StringComparer.Ordinal);
        foreach (var entry in cursor.Entries(node, path))
        {
            if (!ImageReference.TryParse(entry.Key, out var image, out var error))
            {
                cursor.Error(entry.Path, entry.Value, $"the key {error}");
            }
            else if (Source(cursor, entry.Value, entry.Path) is { } source)
            {
                if (image.Tag is not null || image.Digest is not null)
                {
                    cursor.Warn(entry.Path, entry.Line, "has a tag or digest, which is not looked at");
                }

                Add(cursor, sources, new SourceEntry(image.Name, source, entry.Path, entry.Line), CatalogMentionKind.Image);
            }
        }

        return [.. sources.Values];
    }

    /// <summary><c>helm_chart_repo_overrides</c>, by the repository's URL.</summary>
    public static IReadOnlyList<SourceEntry> Charts(CatalogCursor cursor, CatalogNode node, string path)
    {
        // Paths have case, and nobody has two repositories that differ in it alone.
        var sources = new Dictionary<string, SourceEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in cursor.Entries(node, path))
        {
            if (!Uri.TryCreate(entry.Key, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "oci"))
            {
                cursor.Error(entry.Path, entry.Value, "the key must be the URL of a chart repository (https://… or oci://…)");
            }
            else if (Source(cursor, entry.Value, entry.Path) is { } source)
            {
                Add(cursor, sources, new SourceEntry(Catalog.ChartUrl(entry.Key), source, entry.Path, entry.Line), CatalogMentionKind.ChartRepository);
            }
        }

        return [.. sources.Values];
    }

    private static void Add(CatalogCursor cursor, Dictionary<string, SourceEntry> sources, SourceEntry entry, CatalogMentionKind kind)
    {
        if (!sources.TryGetValue(entry.Name, out var other))
        {
            cursor.Mention(kind, entry.Name, entry.Path, entry.Line);
        }
        else if (other.Source.Equals(entry.Source, StringComparison.OrdinalIgnoreCase))
        {
            cursor.Warn(entry.Path, entry.Line, $"is {other.Name} a second time, after line {other.Line}: keep one of them");
        }
        else
        {
            cursor.Error(entry.Path, entry.Line, $"is {other.Name} a second time, and line {other.Line} says {other.Source}: this one counts, keep one of them");
        }

        sources[entry.Name] = entry;
    }

    private static string? Source(CatalogCursor cursor, CatalogNode value, string path)
    {
        var text = cursor.Text(value, path);
        if (text is null || IsRepository(text) || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            return text;
        }

        cursor.Error(path, value, $"must be owner/repository or a URL, not '{text}'");
        return null;
    }

    /// <summary>As GitHub lets them be named.</summary>
    private static bool IsRepository(string text) => OwnerAndName().Match(text) is { Success: true } match
        && match.Groups["owner"].Length <= LongestOwner && match.Groups["name"].Length <= LongestName
        && match.Groups["name"].Value is not ("." or "..") && !match.Groups["name"].Value.EndsWith(".git", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A(?<owner>[A-Za-z0-9](?:-?[A-Za-z0-9])*)/(?<name>[A-Za-z0-9._-]+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex OwnerAndName();
}
