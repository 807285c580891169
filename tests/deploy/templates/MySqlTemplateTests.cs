using System.IO.Compression;
using System.Text;
using Upgrades.Executor.Backups;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>The template of MySQL and MariaDB against a real MariaDB.</summary>
[Trait("Length", "long")]
public sealed class MySqlTemplateTests(Renderings renderings) : IAsyncLifetime
{
    private const string Template = "templates/mysql";

    private const string Schema = """
        create table parent (id int auto_increment primary key, name varchar(50), b varbinary(10)) auto_increment = 100;
        create table child (id int primary key, p int, constraint fk foreign key (p) references parent (id));
        insert into parent (name, b) values ('a''\nb;--', x'0001ff'), ('ü', null);
        insert into child values (1, 100), (2, 101);
        create table `odd ; name` (a int);
        create table visits (note text);
        create view names as select name from parent;
        create view namesakes as select * from names;
        create trigger shout before insert on parent for each row set new.name = upper(new.name);
        create event tidy on schedule every 1 day do delete from child where id < 0;
        create sequence numbers;
        create procedure nothing() select 1;
        create function one() returns int deterministic return 1;
        """;

    private const string Migration = """
        drop view namesakes; drop table child; drop trigger shout; drop procedure nothing;
        alter table parent add column z int; update parent set name = 'changed';
        create table added (x int); create trigger added before insert on added for each row set new.x = 1; create view added_too as select * from added;
        """;

    private readonly TemporaryFolder _folder = new();
    private LocalMariaDb _server = null!;
    private TemplateJob _backup = null!;
    private TemplateJob _restore = null!;

    private string Dumps => Path.Combine(_folder.Path, "dumps");

    public async ValueTask InitializeAsync()
    {
        _server = await LocalMariaDb.StartAsync();
        Directory.CreateDirectory(Dumps);
        var rendering = await renderings.GetAsync(Template);
        _backup = TemplateJob.Of(rendering, "mysql-backup", _folder.Path, _server.Here(Dumps));
        _restore = TemplateJob.Of(rendering, "mysql-restore", _folder.Path, _server.Here(Dumps));
        await _server.AskAsync("mysql", "create database shop character set utf8mb4 collate utf8mb4_unicode_ci; create database other");
        await _server.AskAsync("shop", Schema);
        await _server.AskAsync("other", "create table o (a int); insert into o values (1), (2)");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task everything_in_it_is_that_of_the_backup_while_clients_are_connected_and_no_other_database_is_touched()
    {
        var (shop, other) = (await _server.StateAsync("shop"), await _server.StateAsync("other"));
        var saved = await _backup.RunAsync("nightly-1");
        saved.ExitCode.ShouldBe(0, saved.Log);
        saved.Log.ShouldContain("all complete: databases=2 ");
        await ProvesAsync(saved);
        await _server.AskAsync("shop", Migration);
        using var idle = _server.StartClient("shop", "select sleep(600)");
        // It holds a lock upon a table that has to move.
        using var open = _server.StartClient("shop", "start transaction; select * from parent; insert into visits values ('late'); select sleep(600)");
        await Eventually.TrueAsync(
            async () => (await _server.AskAsync("mysql", "select count(*) from information_schema.processlist where info like '%sleep%' and db = 'shop'")).Trim() == "2",
            "Two clients");

        var restored = await RestoreAsync("nightly-1");

        restored.ExitCode.ShouldBe(0, restored.Log);
        restored.Log.ShouldContain("restore complete: database=shop ");
        (await _server.StateAsync("shop")).ShouldBe(shop);
        (await _server.StateAsync("other")).ShouldBe(other);
        (await _server.AskAsync("mysql", $"select name from {await ReplacedAsync()}.parent")).ShouldContain("changed");
        await Task.WhenAll(idle.WaitForExitAsync(), open.WaitForExitAsync());
        (idle.ExitCode, open.ExitCode).ShouldBe((1, 1));
        await RefusesAsync("was restored already", "nightly-1");
    }

    [Theory]
    [InlineData("cut off", "it was damaged or cut off")]
    [InlineData("cut off, with a checksum of what is left", "cannot be unpacked to its end")]
    [InlineData("unfinished, with a checksum of what is there", "does not end with '-- Dump completed'")]
    [InlineData("one part unfinished, with a checksum of what is there", "a part of the dump")]
    [InlineData("of another database", "is of the database 'other'")]
    [InlineData("empty", "is not there, or empty")]
    [InlineData("gone", "has left no dump")]
    public async Task a_dump_that_is_not_the_one_is_refused_before_anything_is_touched(string what, string why)
    {
        (await _backup.RunAsync("pre-upgrade-1", ("UPGRADES_DATABASE", "shop"))).ExitCode.ShouldBe(0);
        await _server.AskAsync("shop", Migration);
        await SpoilAsync(what);

        await RefusesAsync(why, "pre-upgrade-1");
    }

    [Fact]
    public async Task tables_that_cannot_move_leave_everything_as_it_was_and_may_be_tried_again()
    {
        (await _backup.RunAsync("pre-upgrade-1", ("UPGRADES_DATABASE", "shop"))).ExitCode.ShouldBe(0);
        await _server.AskAsync("shop", Migration);
        // A client without a database of its own is not found among those of this one, and holds its table for longer than is waited.
        using var hidden = _server.StartClient("mysql", "start transaction; select * from shop.parent; select sleep(600)");
        await Eventually.TrueAsync(
            async () => (await _server.AskAsync("mysql", "select count(*) from information_schema.processlist where info like 'select sleep%'")).Trim() == "1", "A client");

        await RefusesAsync("what was there is there again", "pre-upgrade-1");

        hidden.Kill();
        await hidden.WaitForExitAsync();
        await _server.AskAsync(
            "mysql", "set @id = (select id from information_schema.processlist where info like 'select sleep%' limit 1); execute immediate concat('kill ', @id)");
        var restored = await RestoreAsync("pre-upgrade-1");
        restored.ExitCode.ShouldBe(0, restored.Log);
    }

    private Task<JobEnd> RestoreAsync(string backupJob) =>
        _restore.RunAsync("restore-1", ("UPGRADES_BACKUP_JOB", backupJob), ("UPGRADES_STEP", "a/1"), ("UPGRADES_DATABASE", "shop"));

    private async Task<string> ReplacedAsync() =>
        (await _server.AskAsync("mysql", "select schema_name from information_schema.schemata where schema_name like 'shop\\_before%'")).Trim();

    private static async Task ProvesAsync(JobEnd saved)
    {
        var proof = (await TemplateTests.CatalogOfAsync(Template)).BackupFor("shop")!.Proof!;
        LogProof.Judge(proof.LogPattern!, minBytes: 1, new JobLog(saved.Log.Split('\n'))).ShouldBeOfType<ProofSight.Shown>(saved.Log).Bytes.ShouldNotBeNull();
    }

    private async Task RefusesAsync(string why, string backupJob)
    {
        var (before, databases) = (await _server.StateAsync("shop"), await _server.AskAsync("mysql", "show databases"));

        var end = await RestoreAsync(backupJob);

        end.ExitCode.ShouldBe(1, end.Log);
        end.Log.ShouldContain(why);
        (await _server.StateAsync("shop")).ShouldBe(before);
        (await _server.AskAsync("mysql", "show databases")).ShouldBe(databases);
    }

    private async Task SpoilAsync(string what)
    {
        var dump = Directory.GetFiles(Path.Combine(Dumps, "shop"), "*.sql.gz").Single();
        var stem = dump[..^".sql.gz".Length];
        switch (what)
        {
            case "cut off" or "cut off, with a checksum of what is left":
                await File.WriteAllBytesAsync(dump, (await File.ReadAllBytesAsync(dump))[..^200]);
                break;
            case "unfinished, with a checksum of what is there":
                await RewriteAsync(dump, t => t[..t.LastIndexOf("-- Dump completed", StringComparison.Ordinal)]);
                break;
            case "one part unfinished, with a checksum of what is there":
                await RewriteAsync(dump, t => t.Remove(t.IndexOf("-- Dump completed", StringComparison.Ordinal), "-- Dump completed".Length));
                break;
            case "of another database":
                (await _backup.RunAsync("pre-upgrade-1", ("UPGRADES_DATABASE", "other"))).ExitCode.ShouldBe(0);
                File.Copy(Directory.GetFiles(Path.Combine(Dumps, "other"), "*.sql.gz").Single(), dump, overwrite: true);
                break;
            case "empty":
                await File.WriteAllTextAsync(dump, "");
                break;
            case "gone":
                File.Delete(dump);
                break;
        }

        if (what.Contains("checksum", StringComparison.Ordinal) || what == "of another database")
        {
            await DumpSums.WriteAsync(stem, dump);
        }
    }

    private static async Task RewriteAsync(string dump, Func<string, string> change)
    {
        string text;
        await using (var packed = new GZipStream(File.OpenRead(dump), CompressionMode.Decompress))
        {
            text = await new StreamReader(packed).ReadToEndAsync();
        }

        await using var again = new GZipStream(File.Create(dump), CompressionMode.Compress);
        await again.WriteAsync(Encoding.UTF8.GetBytes(change(text)));
    }
}
