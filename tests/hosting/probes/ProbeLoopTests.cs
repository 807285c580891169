using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting.Probes;

public abstract class ProbeLoopScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private static readonly ProbeResult Works = ProbeResult.Works("git-push", "branch main, may push");
    private static readonly ProbeResult Refused = ProbeResult.Failed("git-push", "the login is refused (401)", "give UPGRADES__REPOSITORY__PASSWORD a token") with { HoldsUpgrades = true };
    private readonly ProbeOptions _options = new();
    private readonly SaidProbe _probe = new();
    private StoreWorld _world = null!;
    private StateStore _store = null!;
    private ProbeLoop _loop = null!;
    private int _changes;

    public async ValueTask InitializeAsync()
    {
        _world = new StoreWorld(await DatabaseAsync());
        _store = _world.Open();
        _loop = Loop();
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(CancellationToken.None);
        _loop.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task what_works_is_known_with_its_time()
    {
        await TryAsync(Works);

        var row = (await RowsAsync()).ShouldHaveSingleItem();
        (row.Name, row.Probe, row.Verdict, row.Said).ShouldBe(("git-push", "said-probe", "Works", "branch main, may push"));
        (row.Since, row.LastSuccess, row.LastTry).ShouldBe((Now, Now, Now));
        (await BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_failure_is_told_once_after_its_second_try_and_so_is_its_end()
    {
        await TryAsync(Works);
        var since = _world.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            await TryAsync(Refused);
        }

        (await PublishedAsync<DependencyFailed>()).ShouldHaveSingleItem().ShouldBe(new DependencyFailed
        {
            Service = "work",
            Dependency = "git-push",
            Problem = "the login is refused (401)",
            Advice = "give UPGRADES__REPOSITORY__PASSWORD a token",
            Since = since,
            HoldsUpgrades = true,
        });
        (await RowsAsync()).Single().LastSuccess.ShouldBe((since - TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds());

        await TryAsync(Works);
        await TryAsync(Works);

        var recovered = (await PublishedAsync<DependencyRecovered>()).ShouldHaveSingleItem();
        (recovered.Dependency, recovered.Since, recovered.After).ShouldBe(("git-push", since, TimeSpan.FromMinutes(4)));
    }

    [Fact]
    public async Task one_lost_packet_wakes_nobody_and_counts_at_once()
    {
        await TryAsync(Works);
        await TryAsync(Refused);
        (await BrokenAsync()).ShouldHaveSingleItem().Said.ShouldBe("the login is refused (401)");

        await TryAsync(Works);

        (await BrokenAsync()).ShouldBeEmpty();
        (await StoreWorld.CountAsync(_store, "outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task what_is_not_set_neither_fails_nor_is_told()
    {
        await TryAsync(ProbeResult.NotSet("prometheus", "UPGRADES__PROMETHEUS__URL is not set"));
        await TryAsync(ProbeResult.NotSet("prometheus", "UPGRADES__PROMETHEUS__URL is not set"));

        (await BrokenAsync()).ShouldBeEmpty();
        (await RowsAsync()).Single().Verdict.ShouldBe("NotSet");
        (await StoreWorld.CountAsync(_store, "outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task what_the_probe_does_not_speak_of_any_more_is_dropped_and_nobody_waits_for_its_recovery()
    {
        var jobs = ProbeResult.Failed("backup-jobs/immich", "may not create Jobs", "see deploy/k8s");
        await TryAsync(Works, jobs);
        await TryAsync(Works, jobs);

        await TryAsync(Works);

        (await RowsAsync()).ShouldHaveSingleItem().Name.ShouldBe("git-push");
        (await PublishedAsync<DependencyRecovered>()).ShouldHaveSingleItem().Dependency.ShouldBe("backup-jobs/immich");
    }

    [Fact]
    public async Task a_probe_that_throws_has_failed_by_its_own_name_and_says_nothing_of_the_rest()
    {
        await TryAsync(Works);
        _probe.Say = _ => throw new InvalidOperationException("no such case: password=hunter2");
        await _loop.TryAllAsync(CancellationToken.None);
        await _loop.TryAllAsync(CancellationToken.None);

        var failed = (await PublishedAsync<DependencyFailed>()).ShouldHaveSingleItem();
        failed.Dependency.ShouldBe("said-probe");
        failed.Problem.ShouldContain("InvalidOperationException: no such case");
        failed.Problem.ShouldNotContain("hunter2");
        (await RowsAsync()).Select(r => r.Name).ShouldBe(["git-push", "said-probe"]);

        await TryAsync(Works);

        (await RowsAsync()).ShouldHaveSingleItem().Name.ShouldBe("git-push");
        (await PublishedAsync<DependencyRecovered>()).ShouldHaveSingleItem().Dependency.ShouldBe("said-probe");
    }

    [Fact]
    public async Task what_cannot_be_told_beside_something_that_fails_stays_as_it_was_until_it_is_too_old_to_be_known()
    {
        var jobs = ProbeResult.Failed("backup-jobs/immich", "may not create Jobs", "see deploy/k8s");
        var away = ProbeResult.Failed("kubernetes", "the API server cannot be reached", "see whether it is up");
        await TryAsync(jobs);
        await TryAsync(jobs);

        await TryAsync(away);
        await TryAsync();
        (await RowsAsync()).Select(r => r.Name).ShouldBe(["backup-jobs/immich", "kubernetes"]);

        _world.Time.Advance(4 * (_options.Interval + _options.Timeout));
        await TryAsync(away);
        (await RowsAsync()).ShouldHaveSingleItem().Name.ShouldBe("kubernetes");
        (await PublishedAsync<DependencyRecovered>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_verdict_of_three_rounds_ago_is_no_knowledge()
    {
        await TryAsync(Refused);
        _world.Time.Advance(3 * (_options.Interval + _options.Timeout));
        (await BrokenAsync()).Count.ShouldBe(1);

        _world.Time.Advance(TimeSpan.FromMilliseconds(1));

        (await BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task whoever_waits_is_told_of_the_first_round_and_of_every_change()
    {
        _loop.HasTried.ShouldBeFalse();
        await TryAsync(Works);
        await TryAsync(Works);
        _loop.HasTried.ShouldBeTrue();
        _changes.ShouldBe(1);
        await TryAsync(Refused);
        await TryAsync(Refused);
        _changes.ShouldBe(2);
        await TryAsync(Works);
        await TryAsync(Works);
        _changes.ShouldBe(3);
    }

    [Fact]
    public async Task the_first_round_is_at_the_start_the_second_try_soon_after_and_the_next_round_after_the_interval()
    {
        _probe.Finds = [Refused];
        await _loop.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => (await RowsAsync()).Count == 1, "a first round");

        await PassAsync(_options.SecondTry, async () => (await PublishedAsync<DependencyFailed>()).Count == 1);
        _probe.Tries.ShouldBe(2);

        _probe.Finds = [Works];
        await PassAsync(_options.Interval, async () => (await PublishedAsync<DependencyRecovered>()).Count == 1);
        _probe.Tries.ShouldBe(3);
    }

    [Fact]
    public async Task a_store_from_before_there_were_probes_gets_the_table_and_keeps_what_it_holds()
    {
        await _world.AddAsync(_store, "a");
        await _store.WriteAsync(t => t.ExecuteAsync("drop table dependencies; drop table hosting_version"), CancellationToken.None);
        await _store.DisposeAsync();

        _store = _world.Open();
        using var loop = Loop();
        _probe.Finds = [Works];
        await loop.TryAllAsync(CancellationToken.None);

        (await RowsAsync()).Count.ShouldBe(1);
        (await StoreWorld.CountAsync(_store, "work")).ShouldBe(1);
    }

    [Fact]
    public async Task words_that_a_database_cannot_hold_are_made_storable()
    {
        await TryAsync(ProbeResult.Failed("git-push", "a\0b\ud800c\n" + new string('x', 5000), "to do"));

        var said = (await RowsAsync()).Single().Said;
        said.ShouldStartWith("a b\ufffdc x");
        said.Length.ShouldBe(1000);
    }

    private long Now => _world.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private ProbeLoop Loop() => new(
        _store,
        [_probe],
        [
            _ =>
            {
                _changes++;
                return Task.CompletedTask;
            },
        ],
        _options, _world.Time, NullLogger<ProbeLoop>.Instance);

    private Task TryAsync(params ProbeResult[] found)
    {
        _probe.Finds = found;
        return _loop.TryAllAsync(CancellationToken.None);
    }

    /// <summary>The loop may not have begun to wait when the clock is moved first, so it is moved on in small steps.</summary>
    private Task PassAsync(TimeSpan atLeast, Func<Task<bool>> until)
    {
        _world.Time.Advance(atLeast);
        return Eventually.TrueAsync(
            async () =>
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(100));
                return await until();
            },
            "the next try");
    }

    private Task<IReadOnlyList<Dependency>> RowsAsync() => _store.ReadAsync(Dependencies.ListAsync, CancellationToken.None);

    private Task<IReadOnlyList<Dependency>> BrokenAsync() =>
        _store.WriteAsync(t => Dependencies.BrokenAsync(t, _options, _world.Time.GetUtcNow()), CancellationToken.None);

    private async Task<IReadOnlyList<TEvent>> PublishedAsync<TEvent>() => [.. (await _store.ReadAsync(
        c => c.QueryAsync<string>("select body from outbox where event = @name order by seq", new { name = typeof(TEvent).Name }), CancellationToken.None))
        .Select(body => JsonSerializer.Deserialize<TEvent>(body, EventJson.Options)!)];
}

public sealed class ProbeLoopTests() : ProbeLoopScenarios(null);

public sealed class ProbeLoopOnPostgresTests(PostgresServer postgres) : ProbeLoopScenarios(postgres);
