using Dapper;
using Npgsql;
using Upgrades.Hosting;
using Upgrades.Hosting.State;
using Upgrades.Ingest;

namespace Upgrades.Tests.Hosting;

/// <summary>What only a server that several processes share can have.</summary>
public sealed class PostgresEngineTests(PostgresServer postgres)
{
    [Fact]
    public async Task rows_are_moved_once_each_by_two_processes()
    {
        await using var world = await WorldAsync();
        var (one, two) = (world.Open(), world.Open());
        for (var i = 0; i < 50; i++)
        {
            await world.AddAsync(one, $"row-{i}");
        }

        var (first, second) = (new WorkLoop(one, world.Time), new WorkLoop(two, world.Time));
        await Task.WhenAll(world.Runner(one, first).MoveDueRowsAsync(CancellationToken.None), world.Runner(two, second).MoveDueRowsAsync(CancellationToken.None));

        first.Moved.Concat(second.Moved).Count().ShouldBe(50);
        first.Moved.Concat(second.Moved).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task the_rows_of_a_living_process_are_left_alone_and_those_of_a_dead_one_are_free_at_once()
    {
        await using var world = await WorldAsync();
        var (one, two) = (world.Open(), world.Open());
        await world.AddAsync(one, "a");
        var (_, move, gate) = await world.HoldAsync(one);
        var other = world.Runner(two, new WorkLoop(two, world.Time));

        (await other.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(0);

        await one.DisposeAsync();
        // The server ends the session a moment after the client.
        await Eventually.TrueAsync(async () => await other.MoveDueRowsAsync(CancellationToken.None) == 1, "the dead process's row");

        gate.SetResult();
        await Should.ThrowAsync<Exception>(move);
    }

    [Fact]
    public async Task what_another_process_writes_wakes_the_loops_here()
    {
        await using var world = await WorldAsync();
        var (one, two) = (world.Open(), world.Open());
        var loop = new WorkLoop(two, world.Time);
        var runner = world.Runner(two, loop);
        await runner.StartAsync(CancellationToken.None);

        await world.AddAsync(one, "a");

        await Eventually.TrueAsync(() => Task.FromResult(!loop.Moved.IsEmpty), "the move");
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task two_processes_write_one_after_the_other_and_number_their_events_in_that_order()
    {
        await using var world = await WorldAsync();
        var (one, two) = (world.Open(), world.Open());
        await world.AddAsync(one, "a");

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => StateStoreScenarios.CountUpAsync(i % 2 == 0 ? one : two)));

        var bodies = await one.ReadAsync(c => c.QueryAsync<string>("select body from outbox order by seq"), CancellationToken.None);
        bodies.Select(b => System.Text.Json.JsonDocument.Parse(b).RootElement.GetProperty("stack").GetString()).ShouldBe(Enumerable.Range(0, 60).Select(i => $"{i}"));
    }

    [Fact]
    public async Task processes_that_start_at_once_on_an_empty_database_make_its_tables_once()
    {
        await using var world = await WorldAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var store = StateStore.Open("work", world.Options, WorkLoop.Schema, world.Time);
        })));

        (await StoreWorld.CountAsync(world.Open(), "schema_version")).ShouldBe(2);
    }

    [Fact]
    public async Task services_share_a_database_and_no_table()
    {
        await using var world = await WorldAsync();
        var (one, two) = (world.Open(service: "executor"), world.Open(service: "verifier"));
        await world.AddAsync(one, "a");

        (await StoreWorld.CountAsync(two, "work")).ShouldBe(0);
        (await StoreWorld.CountAsync(one, "verifier.work")).ShouldBe(0);
        (await StoreWorld.CountAsync(two, "executor.work")).ShouldBe(1);
    }

    [Fact]
    public async Task a_role_that_may_make_no_schema_uses_the_one_that_was_made_for_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        var role = "r" + Guid.NewGuid().ToString("N");
        await using (var owner = new NpgsqlConnection(database))
        {
            await owner.ExecuteAsync($"create role {role} login password 'password-of-the-role'; create schema work authorization {role}");
        }

        await using var world = new StoreWorld(new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "password-of-the-role" }.ConnectionString);

        (await StoreWorld.CountAsync(world.Open(), "work")).ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => world.Open(service: "other")).Message.ShouldContain("permission denied");
    }

    [Theory]
    [InlineData("127.0.0.1", 1, "127.0.0.1:1")]
    [InlineData("no-such-host.invalid", 5432, "no-such-host.invalid:5432")]
    public void a_server_that_is_away_at_start_is_named_without_its_password(string host, int port, string place)
    {
        var options = new StateOptions { Postgres = $"Host={host};Port={port};Username=upgrades;Password=hunter2-hunter2;Database=upgrades" };

        var words = Should.Throw<InvalidOperationException>(() => StateStore.Open("work", options, WorkLoop.Schema, TimeProvider.System)).Message;

        words.ShouldStartWith($"PostgreSQL at {place}, database upgrades, schema work cannot be used (UPGRADES__STATE__POSTGRES): ");
        words.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task a_process_whose_store_is_away_at_start_ends_with_exit_code_1() => (await UpgradesHost.RunAsync(
        ["--Http:Url=http://127.0.0.1:0", "--Ingest:Secret=0123456789abcdef", "--State:Postgres=Host=127.0.0.1;Port=1;Username=upgrades;Password=hunter2"],
        IngestService.Definition)).ShouldBe(1);

    [Fact]
    public async Task a_wrong_password_is_said_without_saying_it()
    {
        var settings = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Password = "hunter2-hunter2" };

        var words = Should.Throw<InvalidOperationException>(
            () => StateStore.Open("work", new StateOptions { Postgres = settings.ConnectionString }, WorkLoop.Schema, TimeProvider.System)).Message;

        words.ShouldContain("password authentication failed");
        words.ShouldNotContain("hunter2");
    }

    private async Task<StoreWorld> WorldAsync() => new(await postgres.CreateDatabaseAsync());
}
