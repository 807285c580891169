using Microsoft.Data.Sqlite;
using Upgrades.Executor.Backups;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>The template of SQLite, with an application that has the file open and writes it.</summary>
[Trait("Length", "long")]
public sealed class SqliteTemplateTests(Renderings renderings) : IAsyncLifetime
{
    private const string Template = "templates/sqlite";
    private readonly TemporaryFolder _folder = new();
    private TemplateJob _backup = null!;
    private TemplateJob _restore = null!;

    private string Dumps => Path.Combine(_folder.Path, "dumps");

    private string Database => Path.Combine(_folder.Path, "db.sqlite3");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Dumps);
        var rendering = await renderings.GetAsync(Template);
        var here = new Dictionary<string, string> { ["SQLITE_FILE"] = Database, ["DUMPS"] = Dumps };
        _backup = TemplateJob.Of(rendering, "sqlite-backup", _folder.Path, here);
        _restore = TemplateJob.Of(rendering, "sqlite-restore", _folder.Path, here);
        (await Tool.TryRunAsync("sqlite3", "--version")).ShouldNotBeNull("There is no sqlite3 here: bash -c '. .ci/servers; need_sqlite'");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task the_file_is_as_at_the_backup_for_the_application_that_goes_on_with_it(string journal)
    {
        await using var application = await OpenAsync(journal);
        await RunAsync(application, "create table a (x text); insert into a values ('one'), ('two'); create table \"odd 'n\"\"ame\" (y); create index i on a (x); create table log (n integer)");
        var before = await StateAsync();
        var saved = await WhileWritingAsync(application, () => _backup.RunAsync("pre-upgrade-1"));
        saved.ExitCode.ShouldBe(0, saved.Log);
        var proof = (await TemplateTests.CatalogOfAsync(Template)).BackupFor("vaultwarden")!.Proof!;
        LogProof.Judge(proof.LogPattern!, proof.MinBytes, new JobLog(saved.Log.Split('\n'))).ShouldBeOfType<ProofSight.Shown>(saved.Log);
        await RunAsync(application, "drop table \"odd 'n\"\"ame\"; alter table a add column z; update a set x = 'changed'; create table added (q)");

        var restored = await WhileWritingAsync(application, () => RestoreAsync());

        restored.ExitCode.ShouldBe(0, restored.Log);
        await RunAsync(application, "delete from log");
        (await StateAsync()).ShouldBe(before);
        var again = await RestoreAsync();
        (again.ExitCode, again.Log.Contains("was restored already", StringComparison.Ordinal)).ShouldBe((1, true));
        var kept = Directory.GetFiles(Path.Combine(Dumps, "vaultwarden", "restored"), "*.before.sqlite").Single();
        (await Tool.RunAsync("need_sqlite", "sqlite3", kept, "select x from a")).ShouldBe("changed\nchanged\n");
    }

    [Fact]
    public async Task who_holds_the_lock_has_his_way_and_nothing_is_changed()
    {
        await using var application = await OpenAsync("wal");
        await RunAsync(application, "create table a (x text); insert into a values ('one')");
        (await _backup.RunAsync("pre-upgrade-1")).ExitCode.ShouldBe(0);
        await RunAsync(application, "update a set x = 'changed'");
        await RunAsync(application, "begin immediate");

        var end = await RestoreAsync(("BUSY_SECONDS", "1"));

        (end.ExitCode, end.Log.Contains("nothing was changed", StringComparison.Ordinal)).ShouldBe((1, true), end.Log);
        await RunAsync(application, "commit");
        (await StateAsync()).ShouldContain("changed");
        (await RestoreAsync()).ExitCode.ShouldBe(0);
        (await StateAsync()).ShouldContain("'one'");
    }

    [Theory]
    [InlineData("damaged", "it was damaged or cut off")]
    [InlineData("gone", "has left no dump")]
    [InlineData("another file's name", "and other is asked for")]
    public async Task a_copy_that_is_not_the_one_is_refused_before_anything_is_touched(string what, string why)
    {
        await using var application = await OpenAsync("wal");
        await RunAsync(application, "create table a (x text); insert into a values ('one')");
        (await _backup.RunAsync("pre-upgrade-1")).ExitCode.ShouldBe(0);
        await RunAsync(application, "update a set x = 'changed'");
        var copy = Directory.GetFiles(Path.Combine(Dumps, "vaultwarden"), "*.sqlite").Single();
        if (what == "damaged")
        {
            await File.AppendAllTextAsync(copy, "x");
        }
        else if (what == "gone")
        {
            File.Delete(copy);
        }

        var end = await RestoreAsync(("UPGRADES_DATABASE", what == "another file's name" ? "other" : "vaultwarden"));

        (end.ExitCode, end.Log.Contains(why, StringComparison.Ordinal)).ShouldBe((1, true), end.Log);
        (await StateAsync()).ShouldContain("changed");
    }

    private static async Task RunAsync(SqliteConnection connection, string statements)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JobEnd> WhileWritingAsync(SqliteConnection connection, Func<Task<JobEnd>> run)
    {
        var end = Task.Run(run);
        while (!end.IsCompleted)
        {
            await RunAsync(connection, "insert into log values (1)");
        }

        return await end;
    }

    private Task<JobEnd> RestoreAsync(params (string, string)[] given) =>
        _restore.RunAsync("restore-1", [("UPGRADES_BACKUP_JOB", "pre-upgrade-1"), ("UPGRADES_STEP", "a/1"), ("UPGRADES_DATABASE", "vaultwarden"), .. given]);

    private async Task<SqliteConnection> OpenAsync(string journal)
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False;Default Timeout=60");
        await connection.OpenAsync();
        await RunAsync(connection, $"pragma journal_mode = {journal}");
        return connection;
    }

    private Task<string> StateAsync() => Tool.RunAsync("need_sqlite", "sqlite3", "-cmd", ".timeout 60000", Database, ".dump");
}
