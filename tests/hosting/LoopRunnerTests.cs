using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

public abstract class LoopRunnerScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private StoreWorld _world = null!;
    private StateStore _store = null!;
    private WorkLoop _loop = null!;
    private LoopRunner _runner = null!;

    public async ValueTask InitializeAsync()
    {
        _world = new StoreWorld(await DatabaseAsync());
        _store = _world.Open();
        _loop = new WorkLoop(_store, _world.Time);
        _runner = _world.Runner(_store, _loop);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_move_that_fails_is_made_again_later_and_shows_why()
    {
        _loop.Failure = new IOException("GitHub is away");
        await _world.AddAsync(_store, "a");

        (await _runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
        (await _runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(0);
        (await StoreWorld.ErrorAsync(_store, "a")).ShouldBe("GitHub is away");

        _loop.Failure = null;
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        (await _runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
        (await StoreWorld.ErrorAsync(_store, "a")).ShouldBeNull();
        _loop.Moved.ShouldBe(["a"]);
    }

    [Fact]
    public async Task a_failure_whose_text_no_database_takes_is_shown_without_those_characters()
    {
        _loop.Failure = new IOException("half \ud83d and \0 nothing");
        await _world.AddAsync(_store, "a");

        await _runner.MoveDueRowsAsync(CancellationToken.None);

        (await StoreWorld.ErrorAsync(_store, "a")).ShouldBe("half \ufffd and  nothing");
    }

    [Fact]
    public async Task a_row_that_a_consumer_changed_meanwhile_is_looked_at_again_at_once()
    {
        _loop.Failure = new RowChangedException("work", "a");
        await _world.AddAsync(_store, "a");
        await _runner.MoveDueRowsAsync(CancellationToken.None);

        _loop.Failure = null;

        (await _runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task rows_are_moved_once_each_however_many_runners_claim()
    {
        for (var i = 0; i < 50; i++)
        {
            await _world.AddAsync(_store, $"row-{i}");
        }

        await Task.WhenAll(_runner.MoveDueRowsAsync(CancellationToken.None), _world.Runner(_store, _loop).MoveDueRowsAsync(CancellationToken.None));

        _loop.Moved.Count.ShouldBe(50);
        _loop.Moved.Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task a_row_that_is_being_moved_is_left_alone_and_that_of_a_dead_process_is_free_at_once()
    {
        await _world.AddAsync(_store, "a");
        var (_, move, gate) = await _world.HoldAsync(_store);
        (await _runner.MoveDueRowsAsync(CancellationToken.None)).ShouldBe(0);

        await _store.DisposeAsync();
        var next = _world.Open();
        (await _world.Runner(next, new WorkLoop(next, _world.Time)).MoveDueRowsAsync(CancellationToken.None)).ShouldBe(1);

        gate.SetResult();
        await Should.ThrowAsync<Exception>(move);
    }
}

public sealed class LoopRunnerTests() : LoopRunnerScenarios(null);

public sealed class LoopRunnerOnPostgresTests(PostgresServer postgres) : LoopRunnerScenarios(postgres);
