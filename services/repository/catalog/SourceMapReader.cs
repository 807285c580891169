using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads the maps from something deployed to where its source is.</summary>
internal static partial class SourceMapReader
{
    /// <summary><c>github_repo_overrides</c>, by canonical image name.</summary>
    public static Dictionary<string, string> Images(CatalogCursor cursor, CatalogNode node, string path)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, keyPath, value) in cursor.Entries(node, path))
        {
            if (!ImageReference.TryParse(key, out var image, out var error))
            {
                cursor.Error(keyPath, value, $"the key {error}");
            }
            else if (Source(cursor, value, keyPath) is { } source)
            {
                if (image.Tag is not null || image.Digest is not null)
                {
                    cursor.Warn(keyPath, value.Line, "has a tag or digest, which is not looked at");
                }

                Add(cursor, sources, image.Name, source, keyPath, value);
            }
        }

        return sources;
    }

    /// <summary><c>helm_chart_repo_overrides</c>, by the repository's URL.</summary>
    public static Dictionary<string, string> Charts(CatalogCursor cursor, CatalogNode node, string path)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, keyPath, value) in cursor.Entries(node, path))
        {
            if (!Uri.TryCreate(key, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "oci"))
            {
                cursor.Error(keyPath, value, "the key must be the URL of a chart repository (https://… or oci://…)");
            }
            else if (Source(cursor, value, keyPath) is { } source)
            {
                Add(cursor, sources, Catalog.ChartUrl(key), source, keyPath, value);
            }
        }

        return sources;
    }

    private static void Add(CatalogCursor cursor, Dictionary<string, string> sources, string name, string source, string path, CatalogNode value)
    {
        if (sources.TryGetValue(name, out var other))
        {
            var same = other.Equals(source, StringComparison.OrdinalIgnoreCase);
            cursor.Warn(path, value.Line, same ? $"is {name} a second time" : $"is {name} a second time, and said {other} before; this one counts");
        }

        sources[name] = source;
    }

    private static string? Source(CatalogCursor cursor, CatalogNode value, string path)
    {
        var text = cursor.Text(value, path);
        if (text is null || OwnerAndName().IsMatch(text) || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            return text;
        }

        cursor.Error(path, value, $"must be owner/repository or a URL, not '{text}'");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+\z")]
    private static partial Regex OwnerAndName();
}
