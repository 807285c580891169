using Upgrades.Sandbox.World;
using Upgrades.Tests.Deploy.Templates;

namespace Upgrades.Tests.Pipeline.Data;

internal sealed class MariaDbData : DataServer
{
    private readonly LocalMariaDb _server;

    private MariaDbData(LocalMariaDb server) => _server = server;

    public override string Wiki => "wiki";

    public override string Other => "other";

    public override FixtureDatabase Kind => FixtureDatabase.SharedMySql;

    public override string Template => "mysql";

    public override string Image => "docker.io/library/mariadb:10.11";

    public override string DumpEnding => ".sql.gz";

    public override SeededMigration Migration => SeededMigration.MariaDb;

    public static async Task<DataServer> StartAsync()
    {
        var data = new MariaDbData(await LocalMariaDb.StartAsync());
        await data.RunAsync("mysql", $"create database {data.Wiki} character set utf8mb4; create database {data.Other} character set utf8mb4");
        return data;
    }

    public override Dictionary<string, string> Here(string dumps) => _server.Here(dumps);

    public override Task RunAsync(string database, string statements) => _server.AskAsync(database, statements);

    public override Task<string> StateAsync(string database) => _server.StateAsync(database);

    public override async Task<IReadOnlyList<string>> DatabasesAsync() =>
        (await _server.AskAsync("mysql", $"show databases like '{Wiki}%'")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
