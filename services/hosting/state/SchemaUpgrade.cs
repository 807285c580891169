using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Upgrades.Hosting.State;

internal static class SchemaUpgrade
{
    public static void Run(DbConnection connection, string path, StateSchema schema)
    {
        var identity = connection is Npgsql.NpgsqlConnection
            ? "bigint generated always as identity primary key"
            : "integer primary key autoincrement";
        string[] scripts = [StateSchema.Outbox, .. schema.Scripts];
        connection.Execute("create table if not exists schema_version (version integer not null)");
        var version = connection.ExecuteScalar<int>("select coalesce(max(version), 0) from schema_version");
        if (version > scripts.Length)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{path} was written by a newer version of Upgrades (schema {version}, this one knows {scripts.Length})."));
        }

        for (; version < scripts.Length; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(scripts[version].Replace("{identity}", identity, StringComparison.Ordinal), transaction: transaction);
            connection.Execute("insert into schema_version (version) values (@version)", new { version = version + 1 }, transaction);
            transaction.Commit();
        }
    }
}
