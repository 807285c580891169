using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Upgrades.Hosting.State;

/// <summary>A schema per service in one database, which several processes may use at once.</summary>
internal sealed partial class PostgresEngine : StateEngine
{
    /// <summary>Npgsql's own default lets five services take every connection that a server has.</summary>
    private const int MostConnections = 10;

    /// <summary>
    /// The lock makes one writer of all processes, as SQLite has it: rows get their numbers in the order of the commits, and
    /// what a transaction has read is true until it ends. A process that freezes inside one must not hold up the others for ever.
    /// </summary>
    private const string OneWriter = "set local idle_in_transaction_session_timeout = 60000; select pg_advisory_xact_lock(@key)";

    private readonly NpgsqlDataSource _source;
    private readonly PostgresPresence _presence;
    private readonly long _writerKey;
    private readonly string _place;

    private PostgresEngine(string service, NpgsqlConnectionStringBuilder settings, StateSchema schema, string place)
    {
        _writerKey = BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes("upgrades writer " + service)));
        _source = NpgsqlDataSource.Create(settings);
        _place = place;
        Upgrade(service, schema, place);
        _presence = PostgresPresence.Begin(settings, ProcessKey);
    }

    /// <summary>Who is not seen alive himself judges nobody: right after a restart of the server no lock is there, ours neither.</summary>
    public override string OwnerIsDead => _presence.HasSettled
        ? $"({OwnerMark} <> @process and {OwnerMark} not in ({PostgresPresence.MarksOfTheLiving}) and @process in ({PostgresPresence.MarksOfTheLiving}))"
        : "1 = 0";

    public override bool OthersMayWrite => true;

    public override void EnsureSeenAlive() => _presence.EnsureHeld();

    /// <summary>Connects and brings the service's tables up to the schema.</summary>
    /// <exception cref="InvalidOperationException">The database cannot be used, or a newer version wrote it.</exception>
    public static PostgresEngine Open(string service, string connectionString, StateSchema schema)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = service };
        settings.ApplicationName ??= $"upgrades {service}";
        settings.MaxPoolSize = settings.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize ? MostConnections : settings.MaxPoolSize;
        var place = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}, schema {service}";
        try
        {
            return new PostgresEngine(service, settings, schema, place);
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            throw new InvalidOperationException($"{place} cannot be used (UPGRADES__STATE__POSTGRES): {e.Message}", e);
        }
    }

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            // A name that cannot be resolved is the only failure that Npgsql hands on as it is.
            throw new NpgsqlException(e.Message, e);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(OneWriter, new { key = _writerKey }, transaction, cancellationToken: cancellationToken));
        var result = await write(connection, transaction);
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public override async Task<string> TryAsync(DbConnection connection, DbTransaction transaction) =>
        await connection.ExecuteScalarAsync<string>("select current_setting('transaction_read_only')", transaction: transaction) == "on" ? throw StoreTrouble.ReadOnly() : $"{_place} takes writes";

    public override async ValueTask DisposeAsync()
    {
        await _presence.DisposeAsync();
        await _source.DisposeAsync();
    }

    private void Upgrade(string service, StateSchema schema, string place)
    {
        using var connection = _source.OpenConnection();
        using var transaction = connection.BeginTransaction();
        connection.Execute(OneWriter, new { key = _writerKey }, transaction);
        // Looked for first: "if not exists" needs the right to make schemas even where there is one.
        if (!connection.ExecuteScalar<bool>("select exists (select 1 from pg_namespace where nspname = @service)", new { service }, transaction))
        {
            connection.Execute($"create schema \"{service}\"", transaction: transaction);
        }

        SchemaUpgrade.Run(connection, transaction, place, schema, Spell);
        transaction.Commit();
    }

    /// <summary>An integer of SQLite has 64 bits.</summary>
    private static string Spell(string script) => IntegerType().Replace(
        script.Replace(StateSchema.Identity, "bigint generated always as identity primary key", StringComparison.Ordinal), "bigint");

    [GeneratedRegex(@"\binteger\b", RegexOptions.IgnoreCase)]
    private static partial Regex IntegerType();
}
