using Upgrades.Contracts.Events;
using Upgrades.Tests.Deploy;

namespace Upgrades.Tests.Pipeline.Data;

/// <summary>With a real PostgreSQL: after the rollback schema and rows are those of the backup, and no other database was touched.</summary>
public sealed class RealDataTests(Renderings renderings, PostgresServer postgres)
{
    private static readonly InThisProcess Here = new();

    [Fact]
    public Task a_destructive_migration_is_taken_back() => TakenBackAsync(seed: 1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(2, 19)];

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(Seeds))]
    public Task each_of_twenty_seeded_migrations_is_taken_back(int seed) => TakenBackAsync(seed);

    [Theory]
    [Trait("Length", "long")]
    [InlineData("cut off", "was damaged or cut off")]
    [InlineData("empty", "is not there, or empty")]
    [InlineData("gone", "has left no dump")]
    public async Task a_dump_that_is_not_whole_changes_nothing_and_people_are_called(string what, string why)
    {
        await using var world = await DataWorld.StartAsync(Here, renderings, postgres, SeededMigration.Of(3));
        world.Spoil = folder => Spoil(folder, what);

        await world.Pipeline.ReportAsync(world.Stack);

        var critical = (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<RollbackFailed>();
        critical.Reason.ShouldContain(why);
        (await world.NowAsync()).ShouldNotBe(world.AtBackup);
        (await world.Server.AskServerAsync($"select count(*) from pg_database where datname like '{world.Stack}%restore%'")).ShouldBe(["0"]);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task without_a_restore_the_new_schema_stays_and_the_backup_is_named()
    {
        await using var world = await DataWorld.StartAsync(Here, renderings, postgres, SeededMigration.Of(4), policy: null);

        await world.Pipeline.ReportAsync(world.Stack);

        var critical = (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<RollbackFailed>();
        critical.DatabaseState.ShouldStartWith("not restored; backup Job dbaas/pre-upgrade-");
        (await world.NowAsync()).ShouldNotBe(world.AtBackup);
    }

    private async Task TakenBackAsync(int seed)
    {
        await using var world = await DataWorld.StartAsync(Here, renderings, postgres, SeededMigration.Of(seed));
        var other = await world.OtherAsync();

        await world.Pipeline.ReportAsync(world.Stack);

        var outcome = (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<UpgradeRolledBack>();
        outcome.DatabaseRestored.ShouldBeTrue();
        (await world.NowAsync()).ShouldBe(world.AtBackup);
        (await world.OtherAsync()).ShouldBe(other);
        world.Pipeline.Running(world.Stack).ShouldBe([$"ghcr.io/example/{world.Stack}:1.0.0"]);
        await world.Pipeline.ToldAsync("rolled back");
    }

    private static void Spoil(string folder, string what)
    {
        var dump = Directory.GetFiles(folder, "*.dump").Single();
        switch (what)
        {
            case "cut off":
                using (var file = File.OpenWrite(dump))
                {
                    file.SetLength(file.Length / 2);
                }

                break;
            case "empty":
                File.WriteAllBytes(dump, []);
                break;
            default:
                File.Delete(dump);
                break;
        }
    }
}
