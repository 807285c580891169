using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>The template of PostgreSQL against a real server: what was there at the backup is there again, and nobody else notices.</summary>
public sealed class PostgresTemplateTests(Renderings renderings, PostgresServer server) : IAsyncLifetime
{
    private const string Template = "templates/postgresql";
    private const string Step = "0b8a6f7c-7f4b-4d9a-9a3e-0a2f4f3f2d11/1";

    /// <summary>As an application's: keys, sequences, views, triggers, partitions, names that need quotes, rights, settings, large objects.</summary>
    private const string Schema = """
        create schema app;
        create table app.items (id serial primary key, name text not null, at timestamptz default now());
        insert into app.items (name) select E'n' || g || E'\n\\.' from generate_series(1, 500) g;
        create table app."Odd (Name)" (a int references app.items);
        insert into app."Odd (Name)" values (1), (2);
        create table app.visits (note text);
        create table app.parts (k int) partition by range (k);
        create table app.part partition of app.parts for values from (0) to (100);
        insert into app.parts select generate_series(1, 50);
        create view app.counted as select count(*) from app.items;
        create materialized view app.ids as select id from app.items;
        create type app.mood as enum ('good', 'bad');
        create function app.same() returns trigger language plpgsql as 'begin return new; end';
        create trigger same before insert on app.items for each row execute function app.same();
        alter sequence app.items_id_seq restart with 5000;
        create extension pgcrypto schema app;
        select lo_from_bytea(0, 'a large object');
        """;

    /// <summary>Dropped, changed, rewritten, added: what <c>pg_restore --clean</c> would leave is among it.</summary>
    private const string Migration = """
        drop view app.counted;
        drop table app."Odd (Name)";
        alter table app.items add column z int default 7;
        update app.items set name = upper(name);
        delete from app.parts where k > 10;
        create table app.added (x int);
        create schema extra;
        create table extra.t (a int);
        create function public.added() returns int language sql as 'select 1';
        create type public.added_type as (a int);
        select lo_unlink(oid) from pg_largeobject_metadata;
        """;

    private const string Write = "insert into app.visits values ('late'); select pg_sleep(0.005)";
    private readonly TemporaryFolder _folder = new();
    private TemplatePostgres _postgres = null!;
    private TemplateJob _backup = null!;
    private TemplateJob _restore = null!;

    private string Dumps => Path.Combine(_folder.Path, "dumps");

    public async ValueTask InitializeAsync()
    {
        _postgres = await TemplatePostgres.StartAsync(server);
        Directory.CreateDirectory(Dumps);
        var rendering = await renderings.GetAsync(Template);
        _backup = TemplateJob.Of(rendering, "postgresql-backup", _folder.Path, _postgres.Here(Dumps));
        _restore = TemplateJob.Of(rendering, "postgresql-restore", _folder.Path, _postgres.Here(Dumps));
        await _postgres.RunAsync(_postgres.Wiki, Schema);
        await _postgres.RunAsync(_postgres.Other, "create table o (a int); insert into o select generate_series(1, 10)");
        await _postgres.RunOnServerAsync($"""
            alter database {_postgres.Wiki} set search_path to app, public, "odd name"; alter database {_postgres.Wiki} set work_mem = '9MB';
            alter database {_postgres.Wiki} connection limit 50; comment on database {_postgres.Wiki} is 'it''s wiki';
            revoke temporary on database {_postgres.Wiki} from public
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task schema_and_rows_are_those_of_the_backup_while_a_client_goes_on_writing_and_no_other_database_is_touched()
    {
        var (wiki, other) = (await _postgres.StateAsync(_postgres.Wiki), await _postgres.StateAsync(_postgres.Other));
        var saved = await _backup.RunAsync("nightly-1", ("DATABASES", $"{_postgres.Wiki} {_postgres.Other}"));
        saved.ExitCode.ShouldBe(0, saved.Log);
        await ProvesAsync(saved);
        await _postgres.RunAsync(_postgres.Wiki, Migration);

        await using (var client = new BusyClient(_postgres.ConnectionString(_postgres.Wiki), Write))
        {
            await client.WritesAsync();
            var restored = await RestoreAsync("nightly-1");
            restored.ExitCode.ShouldBe(0, restored.Log);
            restored.Log.ShouldContain($"restore complete: database={_postgres.Wiki} ");
            await client.WritesAsync();
            client.CutOff.ShouldBeGreaterThan(0);
        }

        await _postgres.RunAsync(_postgres.Wiki, "delete from app.visits");
        (await _postgres.StateAsync(_postgres.Wiki)).ShouldBe(wiki);
        (await _postgres.StateAsync(_postgres.Other)).ShouldBe(other);
        (await ReplacedAsync()).ShouldHaveSingleItem().ShouldEndWith(" False");
    }

    [Fact]
    public async Task a_scratch_restore_reads_a_dump_to_its_end_and_leaves_nothing_behind()
    {
        var scratch = TemplateJob.Of(await renderings.GetAsync(Template), "postgresql-scratch", _folder.Path, _postgres.Here(Dumps));
        await SaveAsync("pre-upgrade-1");
        var state = await _postgres.StateAsync(_postgres.Wiki);
        (string, string)[] told = [("UPGRADES_DATABASE", _postgres.Wiki), ("UPGRADES_BACKUP_JOB", "pre-upgrade-1")];

        var read = await scratch.RunAsync("scratch-1", told);
        await SpoilAsync("cut off, with a checksum of what is left");
        var refused = await scratch.RunAsync("scratch-2", told);

        read.ExitCode.ShouldBe(0, read.Log);
        var pattern = (await TemplateTests.CatalogOfAsync(Template)).BackupFor("wiki")!.Proof!.Scratch!.LogPattern!;
        read.Log.Split('\n').ShouldContain(l => LinePattern.Parse(pattern).Match(l).Success);
        refused.ExitCode.ShouldBe(1);
        refused.Log.ShouldContain("to its end");
        (await _postgres.StateAsync(_postgres.Wiki)).ShouldBe(state);
        (await _postgres.AskServerAsync($"select count(*) from pg_database where datname like '{_postgres.Wiki}%' and datname <> '{_postgres.Wiki}'")).ShouldBe(["0"]);
    }

    [Fact, Trait("Length", "long")]
    public async Task a_step_is_restored_once_but_when_a_person_asks()
    {
        await SaveAsync("pre-upgrade-1");
        (await RestoreAsync("pre-upgrade-1")).ExitCode.ShouldBe(0);
        await _postgres.RunAsync(_postgres.Wiki, "drop table app.visits");

        await RefusesAsync("was restored already", "pre-upgrade-1");
        (await RestoreAsync("pre-upgrade-1", ("AGAIN", "1"))).ExitCode.ShouldBe(0);
        (await _postgres.AskAsync(_postgres.Wiki, "select count(*) from app.visits")).ShouldBe(["0"]);
        (await ReplacedAsync()).Count.ShouldBe(2);
    }

    [Theory, Trait("Length", "long")]
    [InlineData("cut off", "it was damaged or cut off")]
    [InlineData("cut off, with a checksum of what is left", "to its end")]
    [InlineData("other checksum", "it was damaged or cut off")]
    [InlineData("no checksum", "it was never finished")]
    [InlineData("empty", "is not there, or empty")]
    [InlineData("gone", "has left no dump")]
    [InlineData("of another database", "is of the database 'other")]
    [InlineData("fewer rows told", "has not the rows that its .txt tells of")]
    public async Task a_dump_that_is_not_the_one_is_refused_before_anything_is_touched(string what, string why)
    {
        await SaveAsync("pre-upgrade-1");
        await _postgres.RunAsync(_postgres.Wiki, Migration);
        await SpoilAsync(what);

        await RefusesAsync(why, "pre-upgrade-1");
    }

    [Fact, Trait("Length", "long")]
    public async Task what_a_job_was_given_wrong_is_refused_before_anything_is_touched()
    {
        await SaveAsync("pre-upgrade-1");

        foreach (var (name, value, why) in ((string, string, string)[])
        [
            ("UPGRADES_DATABASE", "wiki; drop", "only letters, digits"),
            ("UPGRADES_DATABASE", "../other", "only letters, digits"),
            ("UPGRADES_DATABASE", "wiki\nother", "only letters, digits"),
            ("UPGRADES_DATABASE", "", "nothing says which database"),
            ("UPGRADES_DATABASE", "nobody", "there are no dumps of nobody"),
            ("UPGRADES_BACKUP_JOB", "*", "only letters, digits"),
            ("UPGRADES_BACKUP_JOB", "", "nothing says which dump"),
            ("UPGRADES_BACKUP_JOB", "upgrade-1", "has left no dump"),
            ("UPGRADES_STEP", "$(id)/1", "only letters, digits"),
            ("UPGRADES_BACKUP_FINISHED_AT", "2020-01-01T00:00:00Z", "and its Job had ended at"),
            ("UPGRADES_BACKUP_FINISHED_AT", "yesterday", "must be a time like"),
            ("MODE", "fast", "must be swap or clean"),
        ])
        {
            await RefusesAsync(why, "pre-upgrade-1", (name, value));
        }
    }

    [Fact, Trait("Length", "long")]
    public async Task what_cannot_be_restored_leaves_the_database_open_and_as_it_was_and_may_be_tried_again()
    {
        await _postgres.RunOnServerAsync("drop role if exists reader_of_templates; create role reader_of_templates");
        await _postgres.RunAsync(_postgres.Wiki, "grant select on app.items to reader_of_templates");
        await SaveAsync("pre-upgrade-1");
        await _postgres.RunAsync(_postgres.Wiki, "drop owned by reader_of_templates");
        await _postgres.RunOnServerAsync("drop role reader_of_templates");

        foreach (var mode in (string[])["swap", "clean"])
        {
            await RefusesAsync("role \"reader_of_templates\" does not exist", "pre-upgrade-1", ("MODE", mode));
        }

        await _postgres.RunOnServerAsync("create role reader_of_templates");
        var restored = await RestoreAsync("pre-upgrade-1");
        restored.ExitCode.ShouldBe(0, restored.Log);
        await _postgres.RunAsync(_postgres.Wiki, "drop owned by reader_of_templates");
        foreach (var replaced in await _postgres.AskServerAsync("select datname from pg_database where datname like '%before_restore%'"))
        {
            await _postgres.RunOnServerAsync($"drop database {replaced}");
        }

        await _postgres.RunOnServerAsync("drop role reader_of_templates");
    }

    [Fact, Trait("Length", "long")]
    public async Task in_place_everything_that_was_added_is_gone_too()
    {
        var wiki = await _postgres.StateAsync(_postgres.Wiki);
        await SaveAsync("pre-upgrade-1");
        await _postgres.RunAsync(_postgres.Wiki, Migration);

        await using (var client = new BusyClient(_postgres.ConnectionString(_postgres.Wiki), Write))
        {
            await client.WritesAsync();
            var restored = await RestoreAsync("pre-upgrade-1", ("MODE", "clean"));
            restored.ExitCode.ShouldBe(0, restored.Log);
            await client.WritesAsync();
        }

        await _postgres.RunAsync(_postgres.Wiki, "delete from app.visits");
        (await _postgres.StateAsync(_postgres.Wiki)).ShouldBe(wiki);
        (await ReplacedAsync()).ShouldBeEmpty();
    }

    [Theory, Trait("Length", "long")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task a_job_that_is_ended_on_its_way_has_changed_nothing_and_its_successor_restores(string signal)
    {
        await _postgres.RunAsync(_postgres.Wiki, "insert into app.items (name) select repeat('x', 200) from generate_series(1, 200000)");
        await SaveAsync("pre-upgrade-1");
        await _postgres.RunAsync(_postgres.Wiki, Migration);
        var before = await _postgres.StateAsync(_postgres.Wiki);

        var process = _restore.Start("restore-1", Given("pre-upgrade-1"));
        await Eventually.TrueAsync(
            async () => (await _postgres.AskServerAsync($"select 1 from pg_stat_activity where datname like '{_postgres.Wiki[..30]}%\\_restore\\_%' and query like 'COPY%'")).Count > 0,
            "The restore's COPY");
        using (var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        (await TemplateJob.EndAsync(process)).ExitCode.ShouldNotBe(0);
        (await _postgres.StateAsync(_postgres.Wiki)).ShouldBe(before);
        var restored = await RestoreAsync("pre-upgrade-1");
        restored.ExitCode.ShouldBe(0, restored.Log);
        (await _postgres.AskAsync(_postgres.Wiki, "select count(*) from app.items")).ShouldBe(["200500"]);
        (await _postgres.AskServerAsync($"select datname from pg_database where datname like '{_postgres.Wiki[..30]}%' order by 1")).Count.ShouldBe(2);
    }

    [Fact, Trait("Length", "long")]
    public async Task one_database_that_cannot_be_saved_fails_the_job_and_keeps_no_other_from_being_saved()
    {
        var end = await _backup.RunAsync("nightly-1", ("DATABASES", $"no_such {_postgres.Wiki}"));

        (end.ExitCode, end.Log.Contains("not backed up: no_such", StringComparison.Ordinal), end.Log.Contains("all complete", StringComparison.Ordinal)).ShouldBe((1, true, false), end.Log);
        Directory.GetFiles(Path.Combine(Dumps, _postgres.Wiki), "*.dump").Length.ShouldBe(1);
        Directory.GetFiles(Dumps, "*.dump", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [Fact, Trait("Length", "long")]
    public async Task old_dumps_and_replaced_databases_go_and_what_may_be_needed_stays()
    {
        var folder = Path.Combine(Dumps, _postgres.Wiki);
        Directory.CreateDirectory(folder);
        foreach (var day in (string[])["20200101", "20200102", "20200103"])
        {
            foreach (var kind in (string[])["dump", "txt", "sha256"])
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"{day}T000000Z-nightly.{kind}"), "x");
            }
        }

        await SaveAsync("pre-upgrade-1", ("KEEP", "2"));
        Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Where(f => f.StartsWith("2020", StringComparison.Ordinal)).Order()
            .ShouldBe(["20200103T000000Z-nightly.dump", "20200103T000000Z-nightly.sha256", "20200103T000000Z-nightly.txt"]);
        await SaveAsync("pre-upgrade-2", ("KEEP", "1"));
        Directory.GetFiles(folder, "*.dump").Length.ShouldBe(2);
        (await _backup.RunAsync("a", ("KEEP_DAYS", "1"))).Log.ShouldContain("KEEP_DAYS is 1, and at least 2 is needed");

        (await RestoreAsync("pre-upgrade-1")).ExitCode.ShouldBe(0);
        var cleanup = TemplateJob.Of(await renderings.GetAsync(Template), "postgresql-restore-cleanup", _folder.Path, _postgres.Here(Dumps));
        (await cleanup.RunAsync("cleanup-1")).ShouldBe(new JobEnd(0, ""));
        (await ReplacedAsync()).Count.ShouldBe(1);
        var mark = Directory.GetFiles(Path.Combine(folder, "restored")).Single();
        await File.WriteAllTextAsync(mark, (await File.ReadAllTextAsync(mark)).Replace("at=20", "at=19", StringComparison.Ordinal));
        (await cleanup.RunAsync("cleanup-2")).Log.ShouldStartWith("dropped: ");
        (await ReplacedAsync()).ShouldBeEmpty();
        await RefusesAsync("was restored already", "pre-upgrade-1");
    }

    private static (string, string)[] Add((string, string)[] some, (string, string)[] more) => [.. some, .. more];

    private (string, string)[] Given(string backupJob) =>
    [
        ("UPGRADES_BACKUP_JOB", backupJob), ("UPGRADES_BACKUP_FINISHED_AT", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'")),
        ("UPGRADES_STEP", Step), ("UPGRADES_DATABASE", _postgres.Wiki),
    ];

    private Task<JobEnd> RestoreAsync(string backupJob, params (string, string)[] given) => _restore.RunAsync("restore-1", Add(Given(backupJob), given));

    private async Task SaveAsync(string job, params (string, string)[] given)
    {
        var saved = await _backup.RunAsync(job, Add([("UPGRADES_STEP", Step), ("UPGRADES_DATABASE", _postgres.Wiki)], given));
        saved.ExitCode.ShouldBe(0, saved.Log);
        await ProvesAsync(saved);
    }

    /// <summary>Its log is what the catalog lines of the README ask for.</summary>
    private static async Task ProvesAsync(JobEnd saved)
    {
        var proof = (await TemplateTests.CatalogOfAsync(Template)).BackupFor("wiki")!.Proof!;
        LogProof.Judge(proof.LogPattern!, proof.MinBytes, new JobLog(saved.Log.Split('\n'))).ShouldBeOfType<ProofSight.Shown>(saved.Log).Bytes.ShouldNotBeNull();
    }

    private async Task RefusesAsync(string why, string backupJob, params (string, string)[] given)
    {
        var before = await _postgres.StateAsync(_postgres.Wiki);
        var databases = await _postgres.AskServerAsync("select oid, datname, datallowconn from pg_database where datname ~ '^(wiki|other)' order by 1");

        var end = await RestoreAsync(backupJob, given);

        end.ExitCode.ShouldBe(1, end.Log);
        end.Log.ShouldContain(why);
        end.Log.ShouldContain("nothing was changed");
        (await _postgres.StateAsync(_postgres.Wiki)).ShouldBe(before);
        (await _postgres.AskServerAsync("select oid, datname, datallowconn from pg_database where datname ~ '^(wiki|other)' order by 1")).ShouldBe(databases);
    }

    private Task<List<string>> ReplacedAsync() =>
        _postgres.AskServerAsync($"select datname, datallowconn from pg_database where datname like '{_postgres.Wiki}\\_before%' order by 1");

    private async Task SpoilAsync(string what)
    {
        var dump = Directory.GetFiles(Path.Combine(Dumps, _postgres.Wiki), "*.dump").Single();
        var (text, sums) = (Path.ChangeExtension(dump, "txt"), Path.ChangeExtension(dump, "sha256"));
        switch (what)
        {
            case "cut off" or "cut off, with a checksum of what is left":
                await File.WriteAllBytesAsync(dump, (await File.ReadAllBytesAsync(dump))[..^200]);
                break;
            case "other checksum":
                await File.WriteAllTextAsync(sums, (await File.ReadAllTextAsync(sums)).Replace('a', 'b'));
                break;
            case "no checksum":
                File.Delete(sums);
                break;
            case "empty":
                await File.WriteAllTextAsync(dump, "");
                break;
            case "gone":
                File.Delete(dump);
                break;
            case "of another database":
                (await _backup.RunAsync("pre-upgrade-1", ("UPGRADES_DATABASE", _postgres.Other))).ExitCode.ShouldBe(0);
                File.Copy(Directory.GetFiles(Path.Combine(Dumps, _postgres.Other), "*.dump").Single(), dump, overwrite: true);
                break;
            case "fewer rows told":
                await File.WriteAllTextAsync(text, (await File.ReadAllTextAsync(text)).Replace("copied=500 ", "copied=499 ", StringComparison.Ordinal));
                break;
        }

        if (what is "cut off, with a checksum of what is left" or "of another database" or "fewer rows told")
        {
            await DumpSums.WriteAsync(Path.ChangeExtension(dump, null), dump);
        }
    }
}
