using Npgsql;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting.Probes;

/// <summary>The store, from within the service and from beside it.</summary>
public sealed class StoreProbeTests(PostgresServer postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Upgrades.Hosting.ServiceDefinition _service = new ProbeService().Definition;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_service_takes_the_writers_turn_and_writes_nothing()
    {
        await using var store = StateStore.Open("verifier", Sqlite, _service.Schema, TimeProvider.System);
        var before = new FileInfo(Path.Combine(_folder.Path, "verifier.db-wal")).Length;

        (await TryAsync(Sqlite, beside: false, store)).ShouldWork("verifier.db takes writes");

        new FileInfo(Path.Combine(_folder.Path, "verifier.db-wal")).Length.ShouldBe(before);
    }

    [Fact]
    public async Task a_file_that_a_process_has_is_not_opened_beside_it_and_one_that_none_has_is_left_as_it_was()
    {
        (await TryAsync(Sqlite, beside: true)).ShouldWork("is not there yet");
        Directory.EnumerateFiles(_folder.Path).ShouldBeEmpty();

        await using (var store = StateStore.Open("verifier", Sqlite, _service.Schema, TimeProvider.System))
        {
            (await TryAsync(Sqlite, beside: true)).ShouldWork("in the hands of a running process, so it was not opened");
        }

        var before = Directory.EnumerateFiles(_folder.Path).Order().ToList();
        (await TryAsync(Sqlite, beside: true)).ShouldWork("which no process has now, can be written");
        Directory.EnumerateFiles(_folder.Path).Order().ShouldBe(before);
    }

    [Fact]
    public async Task a_folder_that_is_not_there_and_a_store_of_a_newer_version_are_told_before_a_start()
    {
        (await TryAsync(new StateOptions { Folder = Path.Combine(_folder.Path, "a", "b") }, beside: true)).ShouldFail("there is no folder", "UPGRADES__STATE__FOLDER");

        await using (var store = StateStore.Open("verifier", Sqlite, new StateSchema("create table a (id integer)", "create table b (id integer)"), TimeProvider.System))
        {
            (await TryAsync(Sqlite, beside: false, store)).Verdict.ShouldBe(ProbeVerdict.Works);
        }

        (await TryAsync(Sqlite, beside: true)).ShouldFail("written by a newer version", "run that version again");
    }

    [Fact]
    public async Task postgresql_says_what_is_missing()
    {
        var database = await postgres.CreateDatabaseAsync();
        (await TryAsync(On(database), beside: true)).ShouldWork("is not there yet, and may be created");
        await using (var store = StateStore.Open("verifier", On(database), _service.Schema, TimeProvider.System))
        {
            (await TryAsync(On(database), beside: false, store)).ShouldWork("schema verifier takes writes");
            (await TryAsync(On(database), beside: true)).ShouldWork("may be written");
            await ExecuteAsync(database, $"alter database {new NpgsqlConnectionStringBuilder(database).Database} set default_transaction_read_only = on");
            (await TryAsync(On(database), beside: true)).ShouldFail("takes no writes", "UPGRADES__STATE__POSTGRES");
        }

        string Other(Action<NpgsqlConnectionStringBuilder> change)
        {
            var builder = new NpgsqlConnectionStringBuilder(database);
            change(builder);
            return builder.ConnectionString;
        }

        (await TryAsync(On(Other(b => b.Database = "nowhere")), beside: true)).ShouldFail("no such database", "UPGRADES__STATE__POSTGRES");
        (await TryAsync(On(Other(b => b.Port = 1)), beside: true)).ShouldFail("cannot be reached", "Host and Port of UPGRADES__STATE__POSTGRES");
        (await TryAsync(On(Other(b => (b.Username, b.Password) = ("nobody", "guessed-password"))), beside: true)).ShouldSatisfyAllConditions(
            r => r.ShouldFail("refuses the login", "UPGRADES__STATE__POSTGRES"), r => r.Said.ShouldNotContain("guessed-password"));
    }

    [Fact]
    public async Task a_role_that_may_not_make_a_schema_is_told_which_grant_it_lacks()
    {
        var database = await postgres.CreateDatabaseAsync();
        var role = "r" + Guid.NewGuid().ToString("N");
        await ExecuteAsync(database, $"create role {role} login password 'role-password'");
        var own = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "role-password" }.ConnectionString;

        (await TryAsync(On(own), beside: true)).ShouldFail("the role may not create it", "grant the role of UPGRADES__STATE__POSTGRES CREATE on the database");
    }

    private StateOptions Sqlite => new() { Folder = _folder.Path };

    private StateOptions On(string database) => new() { Folder = _folder.Path, Postgres = database };

    private async Task<ProbeResult> TryAsync(StateOptions options, bool beside, StateStore? store = null) =>
        (await new StoreProbe(_service, () => store!, options, new ProbeSurroundings(beside)).TryAsync(CancellationToken.None)).ShouldHaveSingleItem();

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
