using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Upgrades.Hosting.State;

internal static class SchemaUpgrade
{
    /// <param name="transaction">All scripts or none; nobody else upgrades the same tables meanwhile.</param>
    /// <param name="place">Where the tables are, for people.</param>
    /// <param name="spell">How the engine spells what a script says.</param>
    /// <exception cref="InvalidOperationException">A newer version has been here.</exception>
    public static void Run(DbConnection connection, DbTransaction transaction, string place, StateSchema schema, Func<string, string> spell)
    {
        string[] scripts = [StateSchema.Outbox, .. schema.Scripts];
        connection.Execute(spell("create table if not exists schema_version (version integer not null)"), transaction: transaction);
        var version = connection.ExecuteScalar<int>("select coalesce(max(version), 0) from schema_version", transaction: transaction);
        if (version > scripts.Length)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{place} was written by a newer version of Upgrades (schema {version}, this one knows {scripts.Length})."));
        }

        for (; version < scripts.Length; version++)
        {
            connection.Execute(spell(scripts[version]), transaction: transaction);
            connection.Execute("insert into schema_version (version) values (@version)", new { version = version + 1 }, transaction);
        }
    }
}
