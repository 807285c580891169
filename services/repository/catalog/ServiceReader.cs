using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads <c>services</c>: what the operator says about single stacks.</summary>
internal static class ServiceReader
{
    private const double MostMinutes = 24 * 60;

    public static Dictionary<string, ServiceSettings> Read(CatalogCursor cursor, CatalogNode node, string path)
    {
        var services = new Dictionary<string, ServiceSettings>(StringComparer.Ordinal);
        foreach (var (stack, stackPath, line, value) in cursor.Entries(node, path))
        {
            cursor.Mention(CatalogMentionKind.Stack, stack, stackPath, line);
            services[stack] = Service(new CatalogFields(
                cursor, value, stackPath, "namespace", "namespaces", "hosts", "monitors", "queries", "migration_patterns", "stepping", "waypoints", "vendor_stops", "window_minutes", "backup", "restore", "shared_with", "max_memory", "charts", "notes"), cursor);
        }

        return services;
    }

    private static ServiceSettings Service(CatalogFields fields, CatalogCursor cursor) => new()
    {
        Namespaces = [.. fields.Texts("namespaces").Concat(fields.Texts("namespace")).Distinct()],
        Hosts = fields.Texts("hosts"),
        Monitors = fields.Texts("monitors"),
        Queries = fields.Read("queries", (n, p) => QueryReader.Read(cursor, n, p)) ?? [],
        MigrationPatterns = Patterns(fields.Items("migration_patterns"), cursor),
        Stepping = fields.Choice<Stepping>("stepping"),
        Waypoints = WaypointReader.Read(cursor, fields.Items("waypoints", numbersToo: true)),
        VendorStops = fields.Flag("vendor_stops") ?? !fields.Has("waypoints"),
        Charts = fields.Read("charts", (n, p) => Charts(cursor, n, p)) ?? [],
        Window = fields.Number("window_minutes", 0.1, MostMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        Backup = fields.Read("backup", (n, p) => new CatalogFields(cursor, n, p, "cron_job", "namespace", CatalogFields.ProofKey).CronJob("cron_job", "namespace")),
        Restore = fields.Read("restore", (n, p) => Restore(new CatalogFields(cursor, n, p, "policy", "cron_job", "namespace", "database"), cursor)),
        SharedWith = SharedWith(fields.Items("shared_with"), cursor),
        MaxMemory = MaxMemory(fields, cursor),
    };

    private static IReadOnlyList<string> SharedWith(IReadOnlyList<CatalogText> stacks, CatalogCursor cursor)
    {
        foreach (var stack in stacks)
        {
            cursor.Mention(CatalogMentionKind.Stack, stack.Text, stack.Path, stack.Line);
        }

        return [.. stacks.Select(s => s.Text)];
    }

    private static IReadOnlyList<string> Patterns(IReadOnlyList<CatalogText> texts, CatalogCursor cursor)
    {
        List<string> patterns = [];
        foreach (var text in texts)
        {
            if (LinePattern.TryParse(text.Text, out _, out var problem))
            {
                patterns.Add(text.Text);
            }
            else
            {
                cursor.Error(text.Path, text.Line, problem);
            }
        }

        return patterns;
    }

    private static Dictionary<string, string> Charts(CatalogCursor cursor, CatalogNode node, string path)
    {
        var charts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, keyPath, _, value) in cursor.Entries(node, path))
        {
            if (!ImageReference.TryParse(key, out var image, out var error))
            {
                cursor.Error(keyPath, value, $"the key {error}");
            }
            else if (cursor.Text(value, keyPath) is { } chart && !charts.TryAdd(image.Name, chart))
            {
                cursor.Error(keyPath, value, $"is {image.Name} a second time");
            }
        }

        return charts;
    }

    private static string? MaxMemory(CatalogFields fields, CatalogCursor cursor)
    {
        var text = fields.Text("max_memory");
        if (text is null || ByteCount.TryParse(text, out _))
        {
            return text;
        }

        cursor.Error($"{fields.Path}.max_memory", fields.Node, $"must be a quantity such as 8Gi or 512Mi, not '{OutsideText.Line(text, 50)}'");
        return null;
    }

    private static RestorePlan? Restore(CatalogFields fields, CatalogCursor cursor)
    {
        var policy = fields.Choice<RestorePolicy>("policy") ?? RestorePolicy.Never;
        if (policy == RestorePolicy.Never)
        {
            return null;
        }

        if (fields.CronJob("cron_job", "namespace") is { } job && fields.Text("database") is { } database)
        {
            return new RestorePlan { Policy = policy == RestorePolicy.Always ? "always" : "whenRollbackFails", CronJob = job.CronJob, Namespace = job.Namespace, Database = database };
        }

        cursor.Error(fields.Path, fields.Node, "needs cron_job, namespace and database: nothing can be restored without");
        return null;
    }

    /// <summary>DESIGN §6.4.</summary>
    private enum RestorePolicy { Never, WhenRollbackFails, Always }
}
