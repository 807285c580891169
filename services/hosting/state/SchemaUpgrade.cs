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
        RunScripts(connection, transaction, place, "schema_version", [StateSchema.Outbox, .. schema.Scripts], spell);
        RunScripts(connection, transaction, place, "hosting_version", StateSchema.OfHosting, spell);
    }

    private static void RunScripts(
        DbConnection connection, DbTransaction transaction, string place, string versions, IReadOnlyList<string> scripts, Func<string, string> spell)
    {
        connection.Execute(spell($"create table if not exists {versions} (version integer not null)"), transaction: transaction);
        var version = connection.ExecuteScalar<int>($"select coalesce(max(version), 0) from {versions}", transaction: transaction);
        if (version > scripts.Count)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{place} was written by a newer version of Upgrades ({versions} {version}, this one knows {scripts.Count})."));
        }

        for (; version < scripts.Count; version++)
        {
            connection.Execute(spell(scripts[version]), transaction: transaction);
            connection.Execute($"insert into {versions} (version) values (@version)", new { version = version + 1 }, transaction);
        }
    }
}
