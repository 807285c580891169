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
            cursor, root, "", "$schema", "github_repo_overrides", "helm_chart_repo_overrides", "db_backed_services", "backup_infrastructure",
            "version_jump_always_step", "auto_detect_rules", "skip_image_patterns", "breaking_change_keywords",
            "services", "stack_roots", "registry_mirrors", "max_steps", "ci_result_pattern", "move_together", "moveTogether");
        var images = fields.Read("github_repo_overrides", (n, p) => SourceMapReader.Images(cursor, n, p)) ?? [];
        var charts = fields.Read("helm_chart_repo_overrides", (n, p) => SourceMapReader.Charts(cursor, n, p)) ?? [];
        var catalog = new Catalog
        {
            ImageSources = images.ToDictionary(e => e.Name, e => e.Source, StringComparer.Ordinal),
            ChartSources = charts.ToDictionary(e => e.Name, e => e.Source, StringComparer.Ordinal),
            Databases = fields.Read("db_backed_services", (n, p) => DatabaseReader.Uses(cursor, n, p)) ?? [],
            SharedBackups = fields.Read("backup_infrastructure", (n, p) => DatabaseReader.SharedBackups(cursor, n, p)) ?? [],
            Stepped = Stepped(cursor, fields.Items("version_jump_always_step")),
            SkipPatterns = WordListReader.Patterns(cursor, fields.Items("skip_image_patterns")),
            Keywords = Keywords(cursor, fields),
            Services = fields.Read("services", (n, p) => ServiceReader.Read(cursor, n, p)) ?? [],
            StackRoots = [.. fields.Texts("stack_roots").Select(r => r.Trim('/'))],
            Mirrors = fields.Read("registry_mirrors", (n, p) => MirrorReader.Read(cursor, n, p)) ?? [],
            CiResultPattern = fields.Read("ci_result_pattern", (n, p) => PatternReader.CiResult(cursor, n, p)),
            MaxSteps = (int)(fields.Number("max_steps", 1, MostSteps) ?? Catalog.Empty.MaxSteps),
            MoveTogether = fields.Read(fields.Has("move_together") ? "move_together" : "moveTogether", (n, p) => MoveTogetherReader.Read(cursor, n, p)) ?? [],
        };
        fields.Read("auto_detect_rules", (n, p) =>
        {
            cursor.Note(p, n.Line, "is prose for a person and is not read; the rules are built in");
            return true;
        });
        if (fields.Has("move_together"))
        {
            fields.Read("moveTogether", (n, p) =>
            {
                cursor.Error(p, n, "is not read beside move_together, which is the same");
                return true;
            });
        }

        CatalogDoubts.TellOfImages(cursor, catalog, images);
        CatalogDoubts.TellOfCharts(cursor, catalog, charts);
        CatalogDoubts.TellOfStacks(cursor, catalog);
        CatalogDoubts.TellOfGroups(cursor, catalog);
        return new CatalogReading(catalog, cursor.Problems) { Mentions = cursor.Mentions, KnownKeys = cursor.KnownKeys };
    }

    /// <summary>A list of which nothing could be understood is no wish for none: then the usual ones hold.</summary>
    private static IReadOnlyList<string> Keywords(CatalogCursor cursor, CatalogFields fields)
    {
        var errors = cursor.Errors;
        var keywords = WordListReader.Keywords(cursor, fields.Items("breaking_change_keywords"));
        return fields.Has("breaking_change_keywords") && (keywords.Count > 0 || cursor.Errors == errors) ? keywords : Catalog.DefaultKeywords;
    }

    private static HashSet<string> Stepped(CatalogCursor cursor, IReadOnlyList<CatalogText> stacks)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var stack in stacks)
        {
            if (lines.TryAdd(stack.Text, stack.Line))
            {
                cursor.Mention(CatalogMentionKind.Stack, stack.Text, stack.Path, stack.Line);
            }
            else
            {
                cursor.Warn(stack.Path, stack.Line, $"{stack.Text} stands in line {lines[stack.Text]} already");
            }
        }

        return [.. lines.Keys];
    }
}
