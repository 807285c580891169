using Upgrades.Contracts.Events;
using Upgrades.Tests.Deploy;

namespace Upgrades.Tests.Pipeline.Data;

/// <summary>With a real PostgreSQL, and a real MariaDB: after the rollback schema and rows are those of the backup, and no other database was touched.</summary>
public sealed class RealDataTests(Renderings renderings, PostgresServer postgres)
{
    private static readonly InThisProcess Here = new();

    [Fact]
    public async Task a_destructive_migration_is_taken_back() => await TakenBackAsync(await PostgresData.StartAsync(postgres), seed: 1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(2, 19)];

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(Seeds))]
    public async Task each_of_twenty_seeded_migrations_is_taken_back(int seed) => await TakenBackAsync(await PostgresData.StartAsync(postgres), seed);

    public static TheoryData<int> MariaDbSeeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(MariaDbSeeds))]
    public async Task each_of_twenty_seeded_migrations_of_mariadb_is_taken_back(int seed) => await TakenBackAsync(await MariaDbData.StartAsync(), seed);

    [Theory]
    [Trait("Length", "long")]
    [InlineData("cut off", "was damaged or cut off")]
    [InlineData("empty", "is not there, or empty")]
    [InlineData("gone", "has left no dump")]
    [InlineData("of another database", "is of the database 'other")]
    public async Task a_dump_that_is_not_the_one_changes_nothing_and_people_are_called(string what, string why) =>
        await RefusedAsync(await PostgresData.StartAsync(postgres), what, why);

    [Theory]
    [Trait("Length", "long")]
    [InlineData("cut off", "was damaged or cut off")]
    [InlineData("of another database", "is of the database 'other")]
    public async Task a_dump_of_mariadb_that_is_not_the_one_changes_nothing_and_people_are_called(string what, string why) =>
        await RefusedAsync(await MariaDbData.StartAsync(), what, why);

    [Fact]
    [Trait("Length", "long")]
    public async Task without_a_restore_the_new_schema_stays_and_the_backup_is_named()
    {
        await using var world = await DataWorld.StartAsync(Here, renderings, await PostgresData.StartAsync(postgres), seed: 4, policy: null);

        await world.Pipeline.ReportAsync(world.Stack);

        var critical = (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<RollbackFailed>();
        critical.DatabaseState.ShouldStartWith("not restored; backup Job dbaas/pre-upgrade-");
        (await world.NowAsync()).ShouldNotBe(world.AtBackup);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task another_service_of_the_instance_is_upgraded_meanwhile_and_keeps_what_it_has()
    {
        var server = await PostgresData.StartAsync(postgres);
        await using var world = await DataWorld.StartAsync(Here, renderings, server, seed: 5, neighbour: true);
        var other = await world.OtherAsync();

        await world.Pipeline.ReportAsync(world.Stack);
        await world.Pipeline.ReportAsync(server.Other);

        (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<UpgradeRolledBack>().DatabaseRestored.ShouldBeTrue();
        (await world.Pipeline.OutcomeAsync(server.Other)).ShouldBeOfType<UpgradeSucceeded>();
        (await world.NowAsync()).ShouldBe(world.AtBackup);
        (await world.OtherAsync()).ShouldBe(other);
        world.MostJobsAtOnce.ShouldBe(1);
    }

    private async Task RefusedAsync(DataServer server, string what, string why)
    {
        await using var world = await DataWorld.StartAsync(Here, renderings, server, seed: 3);
        world.SpoilAsync = dump => SpoilAsync(world, dump, what);
        var other = await world.OtherAsync();

        await world.Pipeline.ReportAsync(world.Stack);

        var critical = (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<RollbackFailed>();
        critical.Reason.ShouldContain(why);
        (await world.NowAsync()).ShouldNotBe(world.AtBackup);
        (await world.OtherAsync()).ShouldBe(other);
        (await server.DatabasesAsync()).ShouldBe([server.Wiki]);
    }

    private async Task TakenBackAsync(DataServer server, int seed)
    {
        await using var world = await DataWorld.StartAsync(Here, renderings, server, seed);
        var other = await world.OtherAsync();

        await world.Pipeline.ReportAsync(world.Stack);

        var outcome = (await world.Pipeline.OutcomeAsync(world.Stack)).ShouldBeOfType<UpgradeRolledBack>();
        outcome.DatabaseRestored.ShouldBeTrue();
        (await world.NowAsync()).ShouldBe(world.AtBackup);
        (await world.OtherAsync()).ShouldBe(other);
        world.Pipeline.Running(world.Stack).ShouldBe([$"ghcr.io/example/{world.Stack}:1.0.0"]);
        await world.Pipeline.ToldAsync("rolled back");
    }

    private static async Task SpoilAsync(DataWorld world, string dump, string what)
    {
        switch (what)
        {
            case "cut off":
                await File.WriteAllBytesAsync(dump, (await File.ReadAllBytesAsync(dump))[..^200]);
                break;
            case "empty":
                await File.WriteAllBytesAsync(dump, []);
                break;
            case "of another database":
                await world.ExchangeAsync(dump);
                break;
            default:
                File.Delete(dump);
                break;
        }
    }
}
