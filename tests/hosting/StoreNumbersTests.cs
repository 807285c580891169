using Prometheus;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

public abstract class StoreNumbersScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private static readonly StateSchema Things = new("create table things (id text primary key, state text not null, since bigint not null)");

    private readonly Gauge _count = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("things", "", "state");
    private readonly Gauge _oldest = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("oldest", "", "state");

    [Fact]
    public async Task rows_are_counted_by_state_with_the_age_of_the_oldest_and_those_of_other_states_are_left_out()
    {
        await using var world = new StoreWorld(await DatabaseAsync());
        var store = world.Open(Things);
        var now = world.Time.GetUtcNow();
        await AddAsync(store, ("a", "held", now.AddHours(-2)), ("b", "held", now.AddHours(-5)), ("c", "done", now.AddDays(-9)));

        await ShowAsync(store, now);

        (_count.WithLabels("held").Value, _oldest.WithLabels("held").Value).ShouldBe((2, 5 * 3600));
        (_count.WithLabels("open").Value, _oldest.WithLabels("open").Value).ShouldBe((0, 0));
        _count.GetAllLabelValues().Select(l => l[0]).Order().ShouldBe(["held", "open"]);

        await store.WriteAsync(t => t.ExecuteAsync("update things set state = 'done'"), CancellationToken.None);
        await ShowAsync(store, now);
        (_count.WithLabels("held").Value, _oldest.WithLabels("held").Value).ShouldBe((0, 0));
    }

    [Fact]
    public async Task what_is_to_be_told_after_a_commit_is_told_then_and_never_when_there_is_none()
    {
        await using var world = new StoreWorld(await DatabaseAsync());
        var store = world.Open(Things);
        List<string> told = [];

        await Should.ThrowAsync<InvalidDataException>(() => store.WriteAsync(
            t =>
            {
                t.AfterCommit(() => told.Add("rolled back"));
                throw new InvalidDataException();
            },
            CancellationToken.None));
        await store.WriteAsync(
            t =>
            {
                t.AfterCommit(() => told.Add("committed"));
                told.ShouldBeEmpty();
                return Task.CompletedTask;
            },
            CancellationToken.None);

        told.ShouldBe(["committed"]);
    }

    private Task ShowAsync(StateStore store, DateTimeOffset now) => store.ReadAsync(
        async connection =>
        {
            await StoreCount.ShowAsync(connection, "things", "since", ["open", "held"], _count, _oldest, now);
            return true;
        },
        CancellationToken.None);

    private static Task AddAsync(StateStore store, params (string Id, string State, DateTimeOffset Since)[] rows) => store.WriteAsync(
        async t =>
        {
            foreach (var (id, state, since) in rows)
            {
                await t.ExecuteAsync("insert into things (id, state, since) values (@id, @state, @since)", new { id, state, since = since.ToUnixTimeMilliseconds() });
            }
        },
        CancellationToken.None);
}

public sealed class StoreNumbersOnSqlite() : StoreNumbersScenarios(null);

public sealed class StoreNumbersOnPostgres(PostgresServer postgres) : StoreNumbersScenarios(postgres);
