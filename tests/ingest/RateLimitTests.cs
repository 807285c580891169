using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Ingest;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Tests.Ingest;

public sealed class RateLimitTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly IngestOptions _options = new() { Secret = IngestHost.Secret, Limit = 2 };
    private StateStore _store = null!;
    private UpdateRows _rows = null!;

    public ValueTask InitializeAsync()
    {
        Open();
        return ValueTask.CompletedTask;
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

    private void Open()
    {
        _store = StateStore.Open("ingest", _folder.Path, UpdateRows.Schema, _time);
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
        using var runner = new LoopRunner(_store, new DueUpdatesLoop(_rows, _options, _time, NullLogger<DueUpdatesLoop>.Instance), _time, NullLogger<LoopRunner>.Instance);
        await runner.MoveDueRowsAsync(CancellationToken.None);
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
