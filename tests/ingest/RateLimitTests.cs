using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Ingest;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Tests.Ingest;

public abstract class RateLimitScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private const int Many = 1000;
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly IngestOptions _options = new() { Secret = IngestHost.Secret, Limit = 2 };
    private StateStore _store = null!;
    private string? _database;
    private UpdateRows _rows = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await DatabaseAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task over_the_limit_updates_are_held_and_released_oldest_first_when_the_window_rolls()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/three:1.0", "a/four:1.0", "a/five:1.0");
        (await TagsAsync<UpdateDetected>(e => e.Image)).ShouldBe(["docker.io/a/one", "docker.io/a/two"]);
        (await TagsAsync<UpdateHeld>(e => e.Image)).ShouldBe(["docker.io/a/three", "docker.io/a/four", "docker.io/a/five"]);

        await MoveAsync(TimeSpan.FromHours(5));
        (await TagsAsync<UpdateDetected>(e => e.Image)).Count.ShouldBe(2);

        await MoveAsync(TimeSpan.FromHours(1));
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/three", "docker.io/a/four"]);
        (await TagsAsync<UpdateDetected>(e => e.Image)).Count.ShouldBe(4);

        await MoveAsync(TimeSpan.FromHours(6));
        (await TagsAsync<UpdateDetected>(e => e.Image))[^1].ShouldBe("docker.io/a/five");
    }

    [Fact]
    public async Task a_newer_comparable_tag_takes_the_held_ones_place()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/three:1.0.0", "a/four:1.0", "a/three:1.1.0", "a/three:1.0.5");

        await MoveAsync(TimeSpan.FromHours(6));

        (await TagsAsync<UpdateReleased>(e => $"{e.Image}:{e.Tag}")).ShouldBe(["docker.io/a/three:1.1.0", "docker.io/a/four:1.0"]);
        (await StatesAsync("docker.io/a/three", "1.0.0")).ShouldBe(["done"]);
        (await StatesAsync("docker.io/a/three", "1.0.5")).ShouldBe(["filtered"]);
    }

    [Fact]
    public async Task a_slot_comes_back_when_the_analyzer_finds_nothing_to_do()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/three:1.0");
        await AnalyzedAsync("docker.io/a/one", "1.0");

        await MoveAsync(TimeSpan.Zero);

        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/three"]);
        (await StatesAsync("docker.io/a/one", "1.0")).ShouldBe(["done"]);
    }

    [Fact]
    public async Task held_updates_and_the_window_survive_a_restart()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/three:1.0");
        await _store.DisposeAsync();
        Open();

        await ReceiveAsync("a/four:1.0");
        await MoveAsync(TimeSpan.FromHours(6));

        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/three", "docker.io/a/four"]);
    }

    [Fact]
    public async Task how_many_are_held_and_for_how_long_is_told_also_after_a_restart()
    {
        var made = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        var (count, oldest) = (made.CreateGauge("count", "", "state"), made.CreateGauge("oldest", "", "state"));
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/three:1.0", "a/four:1.0", "a/five:1.0");
        await _store.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(5));
        Open();

        await _store.ReadAsync(
            async connection =>
            {
                await PendingUpdates.ShowAsync(connection, _time.GetUtcNow(), count, oldest);
                return true;
            },
            CancellationToken.None);

        (count.WithLabels("held").Value, count.WithLabels("open").Value).ShouldBe((3, 2));
        // A signal takes a moment here.
        oldest.WithLabels("held").Value.ShouldBe(5 * 3600, tolerance: 1);
    }

    [Fact]
    public async Task an_update_is_done_when_every_outcome_has_passed_in_whatever_order()
    {
        var (early, late) = (Guid.NewGuid(), Guid.NewGuid());
        await ReceiveAsync("a/one:1.0");
        await OutcomeAsync(early);
        await AnalyzedAsync("docker.io/a/one", "1.0", early, late);
        (await StatesAsync("docker.io/a/one", "1.0")).ShouldBe(["open"]);

        await OutcomeAsync(late);

        (await StatesAsync("docker.io/a/one", "1.0")).ShouldBe(["done"]);
    }

    [Fact]
    public async Task an_update_without_outcome_is_sent_again_after_a_day_under_the_same_id()
    {
        await ReceiveAsync("a/one:1.0");

        await MoveAsync(TimeSpan.FromHours(24));

        (await TagsAsync<UpdateDetected>(e => e.UpdateId.ToString()!)).Distinct().Count().ShouldBe(1);
        (await TagsAsync<UpdateDetected>(e => e.Image)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task the_same_signal_after_its_end_is_a_new_look_with_the_next_attempt()
    {
        await ReceiveAsync("a/one:1.0");
        await AnalyzedAsync("docker.io/a/one", "1.0");

        await ReceiveAsync("a/one:1.0", "a/one:1.0");

        (await TagsAsync<UpdateDetected>(e => $"{e.Attempt}")).ShouldBe(["0", "1"]);
        (await StatesAsync("docker.io/a/one", "1.0")).ShouldBe(["done", "open"]);
    }

    [Fact]
    public async Task each_slot_goes_to_the_next_one_when_its_own_admission_leaves_the_window()
    {
        await ReceiveAsync("a/one:1.0");
        _time.Advance(TimeSpan.FromHours(3));
        await ReceiveAsync("a/two:1.0", "a/three:1.0", "a/four:1.0");

        await MoveAsync(TimeSpan.FromHours(3));
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/three"]);
        await MoveAsync(TimeSpan.FromHours(2.9));
        (await TagsAsync<UpdateReleased>(e => e.Image)).Count.ShouldBe(1);
        await MoveAsync(TimeSpan.FromHours(0.1));
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/three", "docker.io/a/four"]);
    }

    [Fact]
    public async Task with_thousands_held_a_window_and_a_refund_release_as_many_as_slots_are_free()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/first:1.0", "a/second:1.0", "a/third:1.0");
        await HoldThousandsAsync();

        await MoveAsync(TimeSpan.FromHours(6));
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/first", "docker.io/a/second"]);

        await AnalyzedAsync("docker.io/a/first", "1.0");
        await MoveAsync(TimeSpan.Zero);
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/first", "docker.io/a/second", "docker.io/a/third"]);

        await MoveAsync(TimeSpan.FromHours(1));
        (await TagsAsync<UpdateReleased>(e => e.Image)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task with_thousands_held_a_newer_tag_is_still_held_beside_none_of_its_image()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0");
        await HoldThousandsAsync();

        await ReceiveAsync("held/number-7:1.1", "held/number-7:nightly", "held/number-7:0.9", "held/number-7:1.1", "a/one:1.0");

        (await StatesAsync("docker.io/held/number-7", "1.0")).ShouldBe(["done"]);
        (await StatesAsync("docker.io/held/number-7", "1.1")).ShouldBe(["held"]);
        (await StatesAsync("docker.io/held/number-7", "nightly")).ShouldBe(["held"]);
        (await StatesAsync("docker.io/held/number-7", "0.9")).ShouldBe(["filtered"]);
        (await StatesAsync("docker.io/a/one", "1.0")).ShouldBe(["open"]);
    }

    [Fact]
    public async Task a_raised_limit_releases_thousands_once_each_and_the_oldest_first()
    {
        await ReceiveAsync("a/one:1.0", "a/two:1.0", "a/first:1.0");
        await HoldThousandsAsync();
        await ReceiveAsync("a/last:1.0");
        await _rows.WriteAsync(
            async t =>
            {
                await RateLimitRow.SetAsync(t, (await RateLimitRow.ReadAsync(t, _options)).Window with { Limit = 10_000 });
                return await RateLimitRow.WakeAsync(t, _time.GetUtcNow().ToUnixTimeMilliseconds());
            },
            CancellationToken.None);

        for (var moves = 0; moves < 100; moves++)
        {
            await MoveAsync(TimeSpan.Zero);
        }

        var released = await TagsAsync<UpdateReleased>(e => e.Image);
        released.Count.ShouldBe(Many + 2);
        released.Distinct().Count().ShouldBe(Many + 2);
        (released[0], released[^1]).ShouldBe(("docker.io/a/first", "docker.io/a/last"));
    }

    [Fact]
    public async Task a_lowered_limit_waits_for_the_admissions_it_counts()
    {
        await ReceiveAsync("a/one:1.0");
        _time.Advance(TimeSpan.FromHours(3));
        await ReceiveAsync("a/two:1.0", "a/three:1.0");
        await _rows.WriteAsync(async t => await RateLimitRow.SetAsync(t, (await RateLimitRow.ReadAsync(t, _options)).Window with { Limit = 1 }), CancellationToken.None);

        await MoveAsync(TimeSpan.FromHours(3));
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBeEmpty();

        await MoveAsync(TimeSpan.FromHours(3));
        (await TagsAsync<UpdateReleased>(e => e.Image)).ShouldBe(["docker.io/a/three"]);
    }

    private async Task HoldThousandsAsync()
    {
        var receive = new ReceiveUpdate(_rows, _options, _time, NullLogger<ReceiveUpdate>.Instance);
        var receipts = await receive.AcceptAsync(
            [.. Enumerable.Range(0, Many).Select(i => new Signal { Form = SignalForm.Diun, Image = ImageReference.Parse($"held/number-{i}:1.0"), Status = "new" })],
            CancellationToken.None);
        receipts.ShouldAllBe(r => r.Outcome == "held");
        _time.Advance(TimeSpan.FromMilliseconds(1));
    }

    private void Open()
    {
        _store = StateStore.Open("ingest", new StateOptions { Folder = _folder.Path, Postgres = _database }, UpdateRows.Schema, _time);
        _rows = new UpdateRows(_store);
    }

    private async Task ReceiveAsync(params string[] images)
    {
        var receive = new ReceiveUpdate(_rows, _options, _time, NullLogger<ReceiveUpdate>.Instance);
        foreach (var image in images)
        {
            await receive.AcceptAsync(new Signal { Form = SignalForm.Diun, Image = ImageReference.Parse(image), Status = "new" }, CancellationToken.None);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private async Task MoveAsync(TimeSpan later)
    {
        _time.Advance(later);
        foreach (var loop in (IRowLoop[])[new ReleaseHeldLoop(_rows, _options, _time), new SendAgainLoop(_rows, _options, _time, NullLogger<SendAgainLoop>.Instance)])
        {
            using var runner = new LoopRunner(_store, loop, _time, NullLogger<LoopRunner>.Instance);
            await runner.MoveDueRowsAsync(CancellationToken.None);
        }
    }

    private Task AnalyzedAsync(string image, string tag, params Guid[] upgrades) => new FollowUpgradesConsumer(_rows, _time).ConsumeAsync(
        new UpdateAnalyzed { UpdateId = Identity.Update(image, tag, null, 0), Image = image, Tag = tag, UpgradeIds = upgrades, Skipped = [] }, CancellationToken.None);

    private Task OutcomeAsync(Guid upgrade) => new StrikeOutConsumer(_rows, _time).ConsumeAsync(
        new UpgradeSkipped { UpgradeId = upgrade, UpdateIds = [], Image = "a", To = "1", Reason = SkipReason.Cancelled, Detail = "" }, CancellationToken.None);

    private async Task<IReadOnlyList<string>> TagsAsync<T>(Func<T, string> select) => [.. (await _store.WriteAsync(
        t => t.QueryAsync<string>("select body from outbox where event = @name order by seq", new { name = typeof(T).Name }), CancellationToken.None))
        .Select(body => select(System.Text.Json.JsonSerializer.Deserialize<T>(body, EventJson.Options)!))];

    private async Task<IReadOnlyList<string>> StatesAsync(string image, string tag) => [.. await _store.WriteAsync(
        t => t.QueryAsync<string>("select state from updates where image = @image and tag = @tag order by attempt", new { image, tag }), CancellationToken.None)];
}

public sealed class RateLimitTests() : RateLimitScenarios(null);

[Trait("Length", "long")]
public sealed class RateLimitOnPostgresTests(PostgresServer postgres) : RateLimitScenarios(postgres);
