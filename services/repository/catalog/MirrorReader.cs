using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads <c>registry_mirrors</c>: which prefix stands for which.</summary>
internal static class MirrorReader
{
    /// <returns>Longest first.</returns>
    public static List<(string Mirror, string Origin)> Read(CatalogCursor cursor, CatalogNode node, string path)
    {
        var mirrors = new Dictionary<string, (string Origin, string Path, CatalogNode Value)>(StringComparer.Ordinal);
        foreach (var (mirror, mirrorPath, value) in cursor.Entries(node, path))
        {
            if (cursor.Text(value, mirrorPath) is not { } origin)
            {
                continue;
            }

            if (mirrors.TryGetValue(mirror.TrimEnd('/'), out var other))
            {
                cursor.Error(mirrorPath, value, $"stands here more than once, with and without a slash at its end (line {other.Value.Line})");
            }
            else if (IsPrefix(mirror.TrimEnd('/')) && IsPrefix(origin.TrimEnd('/')))
            {
                mirrors.Add(mirror.TrimEnd('/'), (origin.TrimEnd('/'), mirrorPath, value));
            }
            else
            {
                cursor.Error(mirrorPath, value, "must go from a registry prefix to a registry prefix, as in mirror.example.org/hub: docker.io");
            }
        }

        var leadsTo = mirrors.ToDictionary(m => m.Key, m => m.Value.Origin, StringComparer.Ordinal);
        var circles = leadsTo.Keys.Where(m => Way(m, leadsTo)[^1] == m).ToHashSet(StringComparer.Ordinal);
        foreach (var (mirror, (origin, mirrorPath, value)) in mirrors)
        {
            if (circles.Contains(mirror))
            {
                cursor.Error(mirrorPath, value, $"goes in a circle: {string.Join(" -> ", Way(mirror, leadsTo))}");
            }
            else if (Beyond(origin, leadsTo) is { } next)
            {
                cursor.Warn(mirrorPath, value.Line, $"leads to {next}, which is a mirror itself; one step is taken, so name {leadsTo[next]}");
            }
        }

        return [.. leadsTo.Where(m => !circles.Contains(m.Key)).Select(m => (m.Key, m.Value)).OrderByDescending(m => m.Key.Length)];
    }

    private static bool IsPrefix(string text) => ImageReference.TryParse($"{text}/x", out _, out _);

    /// <summary>From mirror to mirror until one is none, or has been passed.</summary>
    private static List<string> Way(string mirror, Dictionary<string, string> leadsTo)
    {
        List<string> way = [mirror];
        while (Beyond(leadsTo[way[^1]], leadsTo) is { } next)
        {
            var isPassed = way.Contains(next);
            way.Add(next);
            if (isPassed)
            {
                break;
            }
        }

        return way.Count == 1 ? [mirror, leadsTo[mirror]] : way;
    }

    /// <summary>The mirror that an origin is, or lies in.</summary>
    private static string? Beyond(string origin, Dictionary<string, string> leadsTo) =>
        leadsTo.Keys.Where(m => origin == m || origin.StartsWith(m + "/", StringComparison.Ordinal)).MaxBy(m => m.Length);
}
