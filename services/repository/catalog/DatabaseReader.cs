using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads which stacks have a database, and which CronJobs back databases up.</summary>
internal static class DatabaseReader
{
    /// <summary><c>db_backed_services</c>.</summary>
    public static Dictionary<string, DatabaseUse> Uses(CatalogCursor cursor, CatalogNode node, string path)
    {
        var uses = new Dictionary<string, DatabaseUse>(StringComparer.Ordinal);
        foreach (var entry in cursor.Entries(node, path))
        {
            if (Use(cursor, entry.Value, entry.Path) is { } use)
            {
                uses[entry.Key] = use;
                cursor.Mention(CatalogMentionKind.Stack, entry.Key, entry.Path, entry.Line);
            }
        }

        return uses;
    }

    /// <summary><c>backup_infrastructure</c>: three of its keys are used, the others are the CronJob's own business.</summary>
    public static Dictionary<DatabaseEngine, CronJobName> SharedBackups(CatalogCursor cursor, CatalogNode node, string path)
    {
        var backups = new Dictionary<DatabaseEngine, CronJobName>();
        foreach (var (name, enginePath, value) in cursor.Entries(node, path))
        {
            var fields = new CatalogFields(
                cursor, value, enginePath, "cronjob_name", "namespace", "credential_secret", "credential_key", "host", "backup_pvc", "notes",
                CatalogFields.ProofKey);
            if (Engine(name) is not { } engine)
            {
                cursor.Warn(enginePath, value.Line, "is neither postgresql nor mysql: nobody asks for it");
            }
            else if (fields.CronJob("cronjob_name", "namespace") is { } job)
            {
                backups[engine] = job;
            }
        }

        return backups;
    }

    private static DatabaseUse? Use(CatalogCursor cursor, CatalogNode node, string path)
    {
        if (node.Kind != CatalogNodeKind.Map)
        {
            cursor.Error(path, node, $"must be a map, not {node.Described}");
            return null;
        }

        var fields = new CatalogFields(
            cursor, node, path, "type", "shared", "dedicated", "db_name", "backup_cronjob", "backup_namespace", "notes", CatalogFields.ProofKey);
        var (shared, dedicated, database) = (fields.Flag("shared"), fields.Flag("dedicated"), fields.Text("db_name"));
        var backup = fields.CronJob("backup_cronjob", "backup_namespace");
        if (!fields.Has("type"))
        {
            cursor.Error(path, node, "needs a type: postgresql or mysql");
        }

        // A stack whose entry is half wrong still has a database: it must not be upgraded as if it had none.
        var isShared = shared ?? (dedicated != true && backup is null);
        if (isShared == (dedicated == true) || !(fields.Has("shared") || fields.Has("dedicated")))
        {
            cursor.Warn(path, node.Line, shared == true
                ? "says shared: true and dedicated: true; taken as shared, keep one of them" : $"should say shared: true or dedicated: true; taken as {(isShared ? "shared" : "dedicated")}");
        }

        if (!isShared && backup is null)
        {
            cursor.Warn(path, node.Line, "is dedicated, and names no backup_cronjob in a backup_namespace: no backup is known for it");
        }

        return new DatabaseUse(ReadEngine(cursor, fields), isShared, database, backup);
    }

    private static DatabaseEngine ReadEngine(CatalogCursor cursor, CatalogFields fields)
    {
        if (fields.Text("type") is not { } name)
        {
            return DatabaseEngine.Other;
        }

        if (Engine(name) is { } engine)
        {
            return engine;
        }

        cursor.Error($"{fields.Path}.type", fields.Node, $"must be postgresql or mysql, not '{name}'");
        return DatabaseEngine.Other;
    }

    private static DatabaseEngine? Engine(string name) => name.ToLowerInvariant() switch
    {
        "postgresql" or "postgres" => DatabaseEngine.PostgreSql,
        "mysql" or "mariadb" => DatabaseEngine.MySql,
        _ => null,
    };
}
