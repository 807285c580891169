using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>What is sound by itself, and has no effect or another than was meant beside the rest: mostly a slip of the pen.</summary>
internal static class CatalogDoubts
{
    private const int LeastAlike = 5;

    /// <summary>Forges with a registry of their own: what is built there is not on GitHub by that name.</summary>
    private static readonly Dictionary<string, string> Forges = new(StringComparer.Ordinal)
    {
        ["codeberg.org"] = "https://codeberg.org",
        ["code.forgejo.org"] = "https://code.forgejo.org",
        ["data.forgejo.org"] = "https://code.forgejo.org",
        ["gitea.com"] = "https://gitea.com",
        ["registry.gitlab.com"] = "https://gitlab.com",
    };

    private static readonly ImagePattern[] Never = [.. NeverUpgraded.Databases.Concat(NeverUpgraded.Infrastructure).Select(p => new ImagePattern(p))];

    /// <summary>About <c>github_repo_overrides</c>.</summary>
    public static void TellOfImages(CatalogCursor cursor, Catalog catalog, IReadOnlyList<SourceEntry> images)
    {
        foreach (var entry in images)
        {
            var image = ImageReference.Parse(entry.Name);
            if (catalog.SkippedBy(image) is { } pattern)
            {
                cursor.Warn(entry.Path, entry.Line, $"is never used: skip_image_patterns has '{pattern}'");
            }
            else if (Array.Find(Never, p => p.Matches(image)) is { } never)
            {
                cursor.Warn(entry.Path, entry.Line, $"is never used: images like '{never.Text}' are not upgraded by anybody");
            }
            else if (!entry.Source.Contains("://", StringComparison.Ordinal))
            {
                TellOfRepository(cursor, entry, image);
            }
        }
    }

    private static void TellOfRepository(CatalogCursor cursor, SourceEntry entry, ImageReference image)
    {
        var (owner, name) = (entry.Source.Split('/')[0], entry.Source.Split('/')[1]);
        var own = image.Path.Split('/');
        if (Forges.TryGetValue(image.Domain, out var forge))
        {
            cursor.Warn(entry.Path, entry.Line, $"means {entry.Source} on GitHub, and the image is from {image.Domain}: write {forge}/{entry.Source} if its source is there");
        }
        else if (own.Length > 1 && own[^1].Equals(name, StringComparison.OrdinalIgnoreCase) && !own[0].Equals(owner, StringComparison.OrdinalIgnoreCase)
            && owner.Zip(own[0]).TakeWhile(p => char.ToLowerInvariant(p.First) == char.ToLowerInvariant(p.Second)).Count() >= LeastAlike)
        {
            cursor.Warn(entry.Path, entry.Line, $"names the owner {owner}, which is nearly the image's own, {own[0]}: is that a slip?");
        }
    }

    /// <summary>About <c>helm_chart_repo_overrides</c>.</summary>
    public static void TellOfCharts(CatalogCursor cursor, Catalog catalog, IReadOnlyList<SourceEntry> charts)
    {
        foreach (var entry in charts)
        {
            var place = entry.Name[(entry.Name.IndexOf("://", StringComparison.Ordinal) + 3)..];
            if (catalog.SkipPatterns.FirstOrDefault(p => p.MatchesText(place)) is { } pattern)
            {
                cursor.Note(entry.Path, entry.Line, $"looks like skip_image_patterns' '{pattern.Text}', which is held against images: charts from here are upgraded all the same");
            }
        }
    }

    /// <summary>About stacks, wherever they are spoken of.</summary>
    public static void TellOfStacks(CatalogCursor cursor, Catalog catalog)
    {
        foreach (var mention in cursor.Mentions.Where(m => m.Kind == CatalogMentionKind.Stack).ToList())
        {
            if (mention.Path.StartsWith("db_backed_services.", StringComparison.Ordinal) && catalog.Databases.GetValueOrDefault(mention.Name) is { Shared: true }
                && catalog.BackupFor(mention.Name) is null)
            {
                cursor.Warn(mention.Path, mention.Line, "is shared, and backup_infrastructure names no CronJob for its type");
            }
            else if (mention.Path.StartsWith("version_jump_always_step", StringComparison.Ordinal) && catalog.ServiceFor(mention.Name).Stepping == Stepping.Direct)
            {
                cursor.Warn(mention.Path, mention.Line, $"{mention.Name} is not stepped: services.{mention.Name}.stepping is direct");
            }
            else if (mention.Path == $"services.{mention.Name}" && catalog.RestoreRefusalFor(mention.Name) is { } refusal)
            {
                cursor.Error($"{mention.Path}.restore", mention.Line, refusal);
            }
            else if (mention.Path.StartsWith($"services.{mention.Name}.shared_with", StringComparison.Ordinal))
            {
                cursor.Warn(mention.Path, mention.Line, "is the stack itself");
            }
        }
    }

    /// <summary>About <c>move_together</c>.</summary>
    public static void TellOfGroups(CatalogCursor cursor, Catalog catalog)
    {
        foreach (var mention in cursor.Mentions.Where(m => m.Kind == CatalogMentionKind.Image && m.Path.StartsWith("move", StringComparison.Ordinal)).ToList())
        {
            if (catalog.SkippedBy(ImageReference.Parse(mention.Name)) is { } pattern)
            {
                cursor.Warn(mention.Path, mention.Line, $"never moves, so neither does its group: skip_image_patterns has '{pattern}'");
            }
        }
    }
}
