using System.Collections.Concurrent;
using System.Diagnostics;
using Upgrades.Hosting.Time;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Tests.Hosting.Tracing;

/// <summary>Spans as whoever collects them gets them. Others of this process make spans too, so each test looks at its own trace.</summary>
public sealed class UpgradeTraceTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly Guid _upgrade = Guid.NewGuid();

    public UpgradeTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == UpgradeTrace.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void a_stage_is_nobodys_child_though_it_ends_within_another_upgrades_move()
    {
        using var move = UpgradeTrace.Start("executor", "move upgrades", TraceSubject.Upgrade(Guid.NewGuid()));

        UpgradeTrace.Stage("executor", "waiting", TraceSubject.Upgrade(_upgrade), TimeProvider.System, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), "paused");

        var stage = Own().ShouldHaveSingleItem();
        (stage.ParentSpanId, stage.Duration, stage.Status, stage.StatusDescription).ShouldBe((default, TimeSpan.FromHours(1), ActivityStatusCode.Error, "paused"));
        // What is called after it still belongs to the move.
        Activity.Current.ShouldBe(move);
    }

    [Fact]
    public void stages_of_a_clock_that_runs_fast_are_shown_at_the_time_of_the_wall()
    {
        var origin = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var clock = new ScaledTimeProvider(origin, scale: 60);

        UpgradeTrace.Stage("executor", "verifying", TraceSubject.Upgrade(_upgrade), clock, origin.AddMinutes(10), origin.AddMinutes(25));

        var stage = Own().ShouldHaveSingleItem();
        (stage.StartTimeUtc, stage.Duration).ShouldBe((origin.AddSeconds(10).UtcDateTime, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task a_move_that_fails_is_a_span_that_says_why()
    {
        await using var world = new StoreWorld(database: null);
        var store = world.Open();
        await world.AddAsync(store, _upgrade.ToString());

        await world.Runner(store, new WorkLoop(store, world.Time) { Failure = new InvalidDataException("GitHub says no") }).MoveDueRowsAsync(CancellationToken.None);

        var move = Own().ShouldHaveSingleItem();
        (move.DisplayName, move.Status, move.StatusDescription, move.GetTagItem("upgrades.service")).ShouldBe(("move work", ActivityStatusCode.Error, "GitHub says no", "work"));
    }

    private List<Activity> Own() => [.. _spans.Where(s => s.TraceId.ToHexString() == _upgrade.ToString("N"))];
}
