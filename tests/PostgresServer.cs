using DotNet.Testcontainers.Builders;
using Npgsql;
using Upgrades.Sandbox.Servers;

[assembly: AssemblyFixture(typeof(Upgrades.Tests.PostgresServer))]

namespace Upgrades.Tests;

/// <summary>
/// One real PostgreSQL for the whole run, started when the first test asks: the server named by UPGRADES_TEST_POSTGRES (an Npgsql
/// connection string of a role that may make databases), a container when Docker answers, else Debian's package on loopback in a
/// temporary folder. Never a replacement.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string ContainerPassword = "password-of-the-tests";
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Func<Task> _stop = () => Task.CompletedTask;
    private string? _connectionString;

    /// <summary>A database of its own, so that no test sees another one's rows.</summary>
    /// <returns>Npgsql connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var server = await StartAsync();
        var name = "t" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _stop();
        _starting.Dispose();
    }

    private async Task<string> StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _connectionString ??= Environment.GetEnvironmentVariable("UPGRADES_TEST_POSTGRES") is { Length: > 0 } named ? named
                : await Docker.AnswersAsync() ? await StartContainerAsync() : await StartPackageAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<string> StartContainerAsync()
    {
        const int Port = 5432;
        var container = new ContainerBuilder("postgres:17")
            .WithEnvironment("POSTGRES_PASSWORD", ContainerPassword)
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("listening on IPv4"))
            .Build();
        _stop = async () => await container.DisposeAsync();
        await container.StartAsync();
        return $"Host={container.Hostname};Port={container.GetMappedPublicPort(Port)};Username=postgres;Password={ContainerPassword};Database=postgres";
    }

    private async Task<string> StartPackageAsync()
    {
        var server = await LocalPostgres.StartAsync();
        _stop = async () => await server.DisposeAsync();
        return server.ConnectionString;
    }
}
