using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>
/// Reads a catalog file, JSON or YAML. Takes an existing <c>upgrade-config.json</c> as it is; a mistake leaves out what it stands in
/// and is reported with its path and line.
/// </summary>
public static class CatalogReader
{
    private const double MostSteps = 100;

    /// <param name="path">Only for messages.</param>
    public static CatalogReading Read(string path, ReadOnlyMemory<byte> content)
    {
        try
        {
            return CatalogDocument.Parse(content) is { } root ? Read(root) : new CatalogReading(Catalog.Empty, []);
        }
        catch (CatalogSyntaxException e)
        {
            var problem = new CatalogProblem("", e.Line, $"{path} {OutsideText.Line(e.Message, 300)}", CatalogSeverity.Error);
            return new CatalogReading(Catalog.Empty, [problem]);
        }
    }

    private static CatalogReading Read(CatalogNode root)
    {
        var cursor = new CatalogCursor();
        var fields = new CatalogFields(
            cursor, root, "", "github_repo_overrides", "helm_chart_repo_overrides", "db_backed_services", "backup_infrastructure",
            "version_jump_always_step", "auto_detect_rules", "skip_image_patterns", "breaking_change_keywords",
            "services", "stack_roots", "registry_mirrors", "max_steps", "ci_result_pattern");
        var keywords = fields.Texts("breaking_change_keywords");
        var catalog = new Catalog
        {
            ImageSources = fields.Read("github_repo_overrides", (n, p) => SourceMapReader.Images(cursor, n, p)) ?? [],
            ChartSources = fields.Read("helm_chart_repo_overrides", (n, p) => SourceMapReader.Charts(cursor, n, p)) ?? [],
            Databases = fields.Read("db_backed_services", (n, p) => DatabaseReader.Uses(cursor, n, p)) ?? [],
            SharedBackups = fields.Read("backup_infrastructure", (n, p) => DatabaseReader.SharedBackups(cursor, n, p)) ?? [],
            Stepped = fields.Texts("version_jump_always_step").ToHashSet(StringComparer.Ordinal),
            SkipPatterns = [.. fields.Texts("skip_image_patterns").Select(t => new ImagePattern(t))],
            Keywords = fields.Has("breaking_change_keywords") ? keywords : Catalog.DefaultKeywords,
            Services = fields.Read("services", (n, p) => ServiceReader.Read(cursor, n, p)) ?? [],
            StackRoots = [.. fields.Texts("stack_roots").Select(r => r.Trim('/'))],
            Mirrors = fields.Read("registry_mirrors", (n, p) => Mirrors(cursor, n, p)) ?? [],
            CiResultPattern = fields.Read("ci_result_pattern", (n, p) => PatternReader.CiResult(cursor, n, p)),
            MaxSteps = (int)(fields.Number("max_steps", 1, MostSteps) ?? Catalog.Empty.MaxSteps),
        };
        fields.Read("auto_detect_rules", (n, p) =>
        {
            cursor.Note(p, n.Line, "is prose for a person and is not read; the rules are built in");
            return true;
        });
        WarnAboutContradictions(catalog, cursor, root);
        return new CatalogReading(catalog, cursor.Problems);
    }

    /// <summary>Sound by themselves, without effect together: mostly a slip of the pen.</summary>
    private static void WarnAboutContradictions(Catalog catalog, CatalogCursor cursor, CatalogNode root)
    {
        int Line(string key) => root.Entries.LastOrDefault(e => e.Key == key).Line;
        foreach (var name in catalog.ImageSources.Keys)
        {
            if (catalog.SkippedBy(ImageReference.Parse(name)) is { } pattern)
            {
                cursor.Warn($"github_repo_overrides.{name}", Line("github_repo_overrides"), $"is never used: skip_image_patterns has '{pattern}'");
            }
        }

        foreach (var (stack, use) in catalog.Databases)
        {
            if (use.Shared && catalog.BackupFor(stack) is null)
            {
                cursor.Warn($"db_backed_services.{stack}", Line("db_backed_services"), "is shared, and backup_infrastructure names no CronJob for its type");
            }
        }
    }

    private static List<(string Mirror, string Origin)> Mirrors(CatalogCursor cursor, CatalogNode node, string path)
    {
        List<(string Mirror, string Origin)> mirrors = [];
        foreach (var (mirror, mirrorPath, value) in cursor.Entries(node, path))
        {
            if (cursor.Text(value, mirrorPath) is not { } origin)
            {
                continue;
            }

            if (mirrors.Exists(m => m.Mirror == mirror.TrimEnd('/')))
            {
                cursor.Error(mirrorPath, value, "stands here more than once, with and without a slash at its end");
            }
            else if (ImageReference.TryParse($"{mirror.TrimEnd('/')}/x", out _, out _) && ImageReference.TryParse($"{origin.TrimEnd('/')}/x", out _, out _))
            {
                mirrors.Add((mirror.TrimEnd('/'), origin.TrimEnd('/')));
            }
            else
            {
                cursor.Error(mirrorPath, value, "must go from a registry prefix to a registry prefix, as in mirror.example.org/hub: docker.io");
            }
        }

        return [.. mirrors.OrderByDescending(m => m.Mirror.Length)];
    }
}
