using System.Globalization;
using Npgsql;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>
/// Three databases of one server: <c>Wiki</c>, which is upgraded, <c>Other</c>, and the one that statements are sent from. The run's server where
/// programs of its version are installed, else Debian's.
/// </summary>
internal sealed class TemplatePostgres : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";
    private readonly LocalPostgres? _own;
    private readonly NpgsqlConnectionStringBuilder _maintenance;
    private readonly string _programs;

    private TemplatePostgres(LocalPostgres? own, NpgsqlConnectionStringBuilder maintenance, string programs, string wiki, string other) =>
        (_own, _maintenance, _programs, Wiki, Other) = (own, maintenance, programs, wiki, other);

    public string Wiki { get; }

    public string Other { get; }

    public static async Task<TemplatePostgres> StartAsync(PostgresServer server)
    {
        var connection = await server.CreateDatabaseAsync();
        var programs = await ProgramsAsync(connection);
        var own = programs is null ? await LocalPostgres.StartAsync() : null;
        connection = own?.ConnectionString ?? connection;
        programs ??= (await ProgramsAsync(connection))!;
        var maintenance = new NpgsqlConnectionStringBuilder(connection) { Pooling = false };
        var result = new TemplatePostgres(own, maintenance, programs, $"wiki{Guid.NewGuid():N}", $"other{Guid.NewGuid():N}");
        foreach (var name in (string[])[result.Wiki, result.Other])
        {
            await result.RunAsync(result._maintenance.Database!, $"create database {name} encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template template0");
        }

        return result;
    }

    /// <summary>What a Job needs to know that is elsewhere than its manifest says.</summary>
    public Dictionary<string, string> Here(string dumps) => new()
    {
        ["PGHOST"] = _maintenance.Host!,
        ["PGPORT"] = _maintenance.Port.ToString(CultureInfo.InvariantCulture),
        ["PGDATABASE"] = _maintenance.Database!,
        ["PATH"] = $"{_programs}:{Environment.GetEnvironmentVariable("PATH")}",
        ["DUMPS"] = dumps,
        ["username"] = _maintenance.Username!,
        ["password"] = _maintenance.Password!,
    };

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_maintenance.ConnectionString) { Database = database }.ConnectionString;

    public async Task RunAsync(string database, string statements)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<string>> AskAsync(string database, string query)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            lines.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
        }

        return lines;
    }

    public Task<List<string>> AskServerAsync(string query) => AskAsync(_maintenance.Database!, query);

    public Task RunOnServerAsync(string statements) => RunAsync(_maintenance.Database!, statements);

    /// <summary>Schema, rights and settings, as pg_dump writes them; then of each table the number of rows and a checksum of all; sequences; large objects.</summary>
    public async Task<string> StateAsync(string database)
    {
        var schema = await TemplateJob.EndAsync(StartProgram("pg_dump", "--create", "--schema-only", "-d", database));
        schema.ExitCode.ShouldBe(0, schema.Log);
        // What is random, and what stands in the order in which it was set.
        var lines = schema.Log.Split('\n').Where(l => !l.StartsWith('\\')).ToList();
        var settings = lines.Where(l => l.StartsWith("ALTER DATABASE", StringComparison.Ordinal)).Order().ToList();
        List<string> state = [.. lines.Where(l => !settings.Contains(l)), .. settings];
        const string Tables = "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1";
        foreach (var table in await AskAsync(database, Tables))
        {
            state.AddRange(await AskAsync(database, $"select '{table}', count(*), md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) from {table} t"));
        }

        state.AddRange(await AskAsync(database, "select schemaname, sequencename, coalesce(last_value, -1) from pg_sequences order by 1, 2"));
        state.AddRange(await AskAsync(database, "select oid, md5(lo_get(oid)) from pg_largeobject_metadata order by 1"));
        return string.Join('\n', state);
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static async Task<string?> ProgramsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var programs = Path.Combine(Packages, connection.PostgreSqlVersion.Major.ToString(CultureInfo.InvariantCulture), "bin");
        return File.Exists(Path.Combine(programs, "pg_restore")) ? programs : null;
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        return connection;
    }

    private System.Diagnostics.Process StartProgram(string program, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Path.Combine(_programs, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Here("").Where(h => h.Key.StartsWith("PG", StringComparison.Ordinal)))
        {
            start.Environment[name] = value;
        }

        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (_maintenance.Username, _maintenance.Password);
        return System.Diagnostics.Process.Start(start)!;
    }
}
