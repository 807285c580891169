using Upgrades.Sandbox.World;
using Upgrades.Tests.Deploy.Templates;

namespace Upgrades.Tests.Pipeline.Data;

internal sealed class PostgresData : DataServer
{
    private readonly TemplatePostgres _server;

    private PostgresData(TemplatePostgres server) => _server = server;

    public override string Wiki => _server.Wiki;

    public override string Other => _server.Other;

    public override FixtureDatabase Kind => FixtureDatabase.SharedPostgreSql;

    public override string Template => "postgresql";

    public override string Image => "docker.io/library/postgres:15";

    public override string DumpEnding => ".dump";

    public override SeededMigration Migration => SeededMigration.PostgreSql;

    public static async Task<DataServer> StartAsync(PostgresServer server) => new PostgresData(await TemplatePostgres.StartAsync(server));

    public override Dictionary<string, string> Here(string dumps) => _server.Here(dumps);

    public override Task RunAsync(string database, string statements) => _server.RunAsync(database, statements);

    public override Task<string> StateAsync(string database) => _server.StateAsync(database);

    public override async Task<IReadOnlyList<string>> DatabasesAsync() => await _server.AskServerAsync($"select datname from pg_database where datname like '{Wiki}%' order by 1");

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
