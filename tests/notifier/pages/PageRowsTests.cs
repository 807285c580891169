using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;
using Upgrades.Notifier;

namespace Upgrades.Tests.Notifier.Pages;

public abstract class PageRowsScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private readonly TimelineEvents _shop = new();
    private TimelineStore _timeline = null!;

    public async ValueTask InitializeAsync() => _timeline = new TimelineStore(await DatabaseAsync());

    public ValueTask DisposeAsync() => _timeline.DisposeAsync();

    [Fact]
    public async Task upgrades_stand_where_their_events_have_brought_them()
    {
        await _timeline.RecordAsync([.. _shop.Good, new TimelineEvents("wiki").Planned]);
        await _timeline.RecordAsync(new TimelineEvents("mail").Undone);
        var web = new TimelineEvents("web", Steps: 2);
        await _timeline.RecordAsync(web.Planned, web.Started, web.Applied());

        var overview = await _timeline.OverviewAsync();

        overview.Running.Select(u => (u.Stack, u.Step, u.StepCount, u.Doing)).ShouldBe([("web", 1, 2, "pushed; waits for CI")]);
        overview.Waiting.Select(u => u.Stack).ShouldBe(["wiki"]);
        overview.History.Select(u => (u.Stack, u.Outcome)).ShouldBe([("mail", "rolled-back"), ("shop", "succeeded")]);
        overview.Quarantined.Select(q => q.Event.Stack).ShouldBe(["mail"]);
        overview.BrokenCount.ShouldBe(0);
    }

    [Fact]
    public async Task all_words_have_to_be_found_and_none_is_a_pattern()
    {
        await _timeline.RecordAsync([.. _shop.Undone, .. new TimelineEvents("50%_off").Undone]);

        foreach (var (text, found) in ((string, int)[])[
            ("50%_off", 1), ("50x_off", 0), ("%", 1), ("_", 1), ("!", 0), ("CRASHING 1.1.0", 2), ("crashing 9.9.9", 0), ("' or 1=1 --", 0), ("\0zz", 0), ("\uD800", 0)])
        {
            (await _timeline.OverviewAsync(text)).History.Count.ShouldBe(found, text);
        }
    }

    [Fact]
    public async Task history_is_read_page_by_page_and_by_outcome()
    {
        for (var i = 0; i < 120; i++)
        {
            var upgrade = new TimelineEvents($"s{i}");
            await _timeline.RecordAsync(i % 2 == 0 ? upgrade.Succeeded : (object)upgrade.Aborted);
        }

        var first = await _timeline.OverviewAsync();
        var second = await _timeline.OverviewAsync(before: first.Older!.Before);
        var third = await _timeline.OverviewAsync(before: second.Older!.Before);

        first.History.Concat(second.History).Concat(third.History).Select(u => u.Stack).ShouldBe(Enumerable.Range(0, 120).Reverse().Select(i => $"s{i}"));
        third.Older.ShouldBeNull();
        var aborted = await _timeline.OverviewAsync(outcome: "aborted");
        aborted.History.ShouldAllBe(u => u.Outcome == "aborted");
        (await _timeline.OverviewAsync(outcome: "aborted", before: aborted.Older!.Before)).History.Count.ShouldBe(10);
    }

    [Fact]
    public async Task stacks_that_are_left_alone_do_not_crowd_the_history_and_are_found()
    {
        await _timeline.RecordAsync(_shop.Good);
        await _timeline.RecordAsync(new UpgradeSkipped { UpdateIds = [Guid.NewGuid()], Image = "o/unknown", To = "2", Reason = Upgrades.Contracts.Vocabulary.SkipReason.NotInRepository, Detail = "no stack uses it" });

        (await _timeline.OverviewAsync()).History.Select(u => u.Stack).ShouldBe(["shop"]);
        (await _timeline.OverviewAsync("unknown")).History.Select(u => u.Doing).ShouldBe(["no stack uses it"]);
        (await _timeline.OverviewAsync(outcome: "everything")).History.Count.ShouldBe(2);
    }

    [Fact]
    public async Task what_is_broken_is_shown_until_it_works()
    {
        var since = _timeline.Time.GetUtcNow();
        var failed = new DependencyFailed { Service = "executor", Dependency = "git-push", Problem = "403", Advice = "let it push", Since = since, HoldsUpgrades = true };
        var recovered = new DependencyRecovered { Service = "executor", Dependency = "git-push", Since = since, After = TimeSpan.FromMinutes(5) };
        await _timeline.RecordAsync(failed, failed with { Service = "analyzer" }, _shop.Critical);

        var broken = await _timeline.OverviewAsync();
        broken.Dependencies.Select(d => d.Event.Service).ShouldBe(["analyzer", "executor"]);
        broken.Criticals.ShouldHaveSingleItem().Event.Stack.ShouldBe("shop");

        await _timeline.RecordAsync(recovered, recovered with { Service = "analyzer" }, new TimelineEvents { Id = Guid.NewGuid() }.Succeeded);
        (await _timeline.OverviewAsync()).BrokenCount.ShouldBe(0);

        await _timeline.RecordAsync(failed with { Since = since.AddHours(1) });
        (await _timeline.OverviewAsync()).Dependencies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_end_that_is_recorded_before_its_beginning_ends_it_all_the_same()
    {
        var since = _timeline.Time.GetUtcNow();
        await _timeline.RecordAsync(
            new DependencyRecovered { Service = "verifier", Dependency = "ci", Since = since, After = TimeSpan.FromMinutes(5) },
            new DependencyFailed { Service = "verifier", Dependency = "ci", Problem = "401", Advice = "", Since = since },
            new UpdateReleased { UpdateId = _shop.UpdateId, Image = "o/r", Tag = "1.1" },
            new UpdateHeld { UpdateId = _shop.UpdateId, Image = "o/r", Tag = "1.1", Reason = "limit", HeldUntil = since });

        var overview = await _timeline.OverviewAsync();

        (overview.Dependencies.Count, overview.Held.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task a_newer_tag_takes_the_held_ones_place()
    {
        UpdateHeld Held(string image, string tag) => new() { UpdateId = Guid.NewGuid(), Image = image, Tag = tag, Reason = "limit", HeldUntil = _timeline.Time.GetUtcNow() };

        await _timeline.RecordAsync(Held("o/r", "1.0"), Held("o/r", "1.1"), Held("o/r", "1.1-alpine"), Held("o/s", "1.0"));

        (await _timeline.OverviewAsync()).Held.Select(h => h.Event.Tag).ShouldBe(["1.0", "1.1-alpine", "1.1"]);
    }

    [Fact]
    public async Task faults_fade_after_a_week()
    {
        await _timeline.RecordAsync(new MessageFaulted { Queue = "executor.upgrade-planned", Event = "UpgradePlanned", Error = "no" });
        (await _timeline.OverviewAsync()).Faults.Count.ShouldBe(1);

        _timeline.Time.Advance(TimeSpan.FromDays(8));
        (await _timeline.OverviewAsync()).Faults.Count.ShouldBe(0);
    }

    [Fact]
    public async Task a_lifted_quarantine_is_not_shown()
    {
        await _timeline.RecordAsync(_shop.Quarantined, new QuarantineLifted { Stack = "shop", Image = _shop.Image, Version = "1.1.0", By = "operator" });

        (await _timeline.OverviewAsync()).Quarantined.ShouldBeEmpty();
    }

    [Fact]
    public async Task slack_that_cannot_be_told_is_told_here()
    {
        await _timeline.RecordAsync(_shop.Planned);
        (await _timeline.OverviewAsync()).LateChannels.ShouldBeEmpty();

        await _timeline.SlackAnswersAsync("Slack answered 503");
        var late = (await _timeline.OverviewAsync()).LateChannels.ShouldHaveSingleItem();
        (late.Error, late.Untold, late.Since).ShouldBe(("Slack answered 503", 1, _timeline.Time.GetUtcNow().ToUnixTimeMilliseconds()));

        await _timeline.SlackAnswersAsync(null);
        _timeline.Time.Advance(TimeSpan.FromHours(1));
        (await _timeline.OverviewAsync()).LateChannels.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_dossier_has_the_signal_that_led_to_it_too()
    {
        await _timeline.RecordAsync(new UpdateDetected { Image = _shop.Image, Tag = "1.1.0", UpdateId = _shop.UpdateId });
        await _timeline.RecordAsync(_shop.Undone);

        var dossier = (await _timeline.Pages.DossierAsync(_shop.Id, CancellationToken.None))!;

        dossier.Entries.Select(e => e.Event).ShouldBe(["UpdateDetected", .. _shop.Undone.Select(e => e.GetType().Name)]);
        (await _timeline.Pages.DossierAsync(Guid.NewGuid(), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task events_of_another_version_are_passed_over()
    {
        await _timeline.Store.WriteAsync(
            t => t.ExecuteAsync("insert into timeline (event_key, event, at, body) values ('a', 'UpgradeDreamt', 1, '{}'), ('b', 'UpgradePlanned', 1, '{}')"), CancellationToken.None);
        await _timeline.RecordAsync(_shop.Good);

        (await _timeline.OverviewAsync()).History.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_store_from_before_is_folded_when_somebody_looks()
    {
        await using var old = new TimelineStore(await DatabaseAsync(), new StateSchema(TimelineRows.Schema.Scripts[0]));
        foreach (var (message, i) in _shop.Undone.Select((m, i) => (m, i)))
        {
            var body = System.Text.Json.JsonSerializer.Serialize(message, message.GetType(), Upgrades.Contracts.EventJson.Options);
            await old.Store.WriteAsync(
                t => t.ExecuteAsync(
                    "insert into timeline (event_key, event, upgrade_id, at, body) values (@key, @name, @id, @i, @body)",
                    new { key = $"k{i}", name = message.GetType().Name, id = _shop.Id.ToString(), i, body }),
                CancellationToken.None);
        }

        await old.UpgradeAsync();

        (await old.OverviewAsync()).History.ShouldHaveSingleItem().Outcome.ShouldBe("rolled-back");
    }
}

public sealed class PageRowsTests() : PageRowsScenarios(null);

[Trait("Length", "long")]
public sealed class PageRowsOnPostgresTests(PostgresServer postgres) : PageRowsScenarios(postgres);
