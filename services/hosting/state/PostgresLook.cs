using Dapper;
using Npgsql;

namespace Upgrades.Hosting.State;

/// <summary>A service's schema in PostgreSQL, seen by who does not own it: nothing is created or changed.</summary>
internal static class PostgresLook
{
    private const string Rights =
        """
        select current_setting('transaction_read_only') = 'on' as ReadOnly,
            (select count(*) from pg_namespace where nspname = @service) > 0 as Exists,
            case when (select count(*) from pg_namespace where nspname = @service) > 0
                then has_schema_privilege(current_user, @service, 'USAGE') and has_schema_privilege(current_user, @service, 'CREATE')
                else has_database_privilege(current_database(), 'CREATE') end as May,
            to_regclass('schema_version') is not null as HasVersion
        """;

    /// <returns>What was seen, for people.</returns>
    /// <exception cref="StoreUnusableException">The service could not use it.</exception>
    public static async Task<string> AtAsync(string service, string connectionString, StateSchema schema, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = service, Pooling = false, ApplicationName = $"upgrades {service} probe" };
        var place = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}, schema {service}";
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var seen = await connection.QuerySingleAsync<Seen>(new CommandDefinition(Rights, new { service }, cancellationToken: cancellationToken));
        if (seen.ReadOnly)
        {
            throw StoreTrouble.ReadOnly();
        }

        if (!seen.May)
        {
            throw new StoreUnusableException(
                $"{place}: the role may not {(seen.Exists ? "create tables there" : "create it")}",
                $"grant the role of {StoreTrouble.Postgres} CREATE on {(seen.Exists ? $"schema {service}" : "the database")}");
        }

        var version = seen.HasVersion ? await connection.ExecuteScalarAsync<int>(
            new CommandDefinition("select coalesce(max(version), 0) from schema_version", cancellationToken: cancellationToken)) : 0;
        return version > schema.Scripts.Count + 1 ? throw SqliteLook.NewerVersion(place, version, schema)
            : seen.Exists ? $"{place}, may be written" : $"{place} is not there yet, and may be created";
    }

    private sealed record Seen(bool ReadOnly, bool Exists, bool May, bool HasVersion);
}
