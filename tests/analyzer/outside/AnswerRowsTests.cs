using System.Net;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.State;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Analyzer.Outside;

public abstract class AnswerRowsScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly OutsideOptions _options = new() { CacheMegabytes = 1 };
    private string? _database;
    private StateStore _store = null!;

    private AnswerRows Rows => new(_store, _options, new OutsideClock(_time));

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
    public async Task an_answer_is_there_after_a_restart_as_it_was()
    {
        var answer = Answer([.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 300))]);
        await Rows.KeepAsync("key", answer, None);
        await _store.DisposeAsync();
        Open();

        var found = await Rows.FindAsync("key", None);

        found.ShouldNotBeNull();
        (found.ETag, found.LastModified, found.Link, found.ContentType).ShouldBe((answer.ETag, answer.LastModified, answer.Link, answer.ContentType));
        found.Unpack()!.Length.ShouldBe(100_000);
        found.Body.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task a_newer_answer_takes_the_place_of_the_older()
    {
        await Rows.KeepAsync("key", Answer([1]), None);
        await Rows.KeepAsync("key", Answer([1, 2], "\"second\""), None);

        (await Rows.FindAsync("key", None))!.ETag.ShouldBe("\"second\"");
        await Rows.DropAsync("key", None);
        (await Rows.FindAsync("key", None)).ShouldBeNull();
    }

    [Fact]
    public async Task what_was_used_longest_ago_makes_room()
    {
        // Nine of 110 kB fit into a megabyte.
        foreach (var i in Enumerable.Range(0, 9))
        {
            await Rows.KeepAsync($"key{i}", Noise(i), None);
            _time.Advance(TimeSpan.FromHours(2));
        }

        await Rows.TouchAsync("key0", None);
        await Rows.TouchAsync("nobody's", None);
        await Rows.KeepAsync("key9", Noise(9), None);

        var left = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Rows.FindAsync($"key{i}", None)));
        left.Select(a => a is not null).ShouldBe([true, false, false, true, true, true, true, true, true, true]);
    }

    [Fact]
    public async Task what_a_disk_has_spoiled_is_known_for_that()
    {
        await Rows.KeepAsync("key", Answer([.. Enumerable.Range(0, 5000).Select(i => (byte)i)]), None);
        var body = (await Rows.FindAsync("key", None))!.Body;
        body[body.Length / 2] ^= 0x10;
        await _store.WriteAsync(t => t.ExecuteAsync("update answers set body = @body", new { body }), None);

        (await Rows.FindAsync("key", None))!.Unpack().ShouldBeNull();
    }

    private void Open() => _store = StateStore.Open("analyzer", new StateOptions { Folder = _folder.Path, Postgres = _database }, UpdateRows.Schema, _time);

    private static StoredAnswer Noise(int seed)
    {
        var bytes = new byte[110_000];
        new Random(seed).NextBytes(bytes);
        return Answer(bytes);
    }

    private static StoredAnswer Answer(byte[] body, string etag = "W/\"first\"")
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new WholeContent(body) };
        answer.Headers.TryAddWithoutValidation("ETag", etag);
        answer.Headers.TryAddWithoutValidation("Link", "<https://api.github.com/x?page=2>; rel=\"next\"");
        answer.Content.Headers.TryAddWithoutValidation("Last-Modified", "Thu, 01 Jan 2026 10:00:00 GMT");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        return StoredAnswer.Of(answer)!;
    }
}

public sealed class AnswerRowsTests() : AnswerRowsScenarios(null);

public sealed class AnswerRowsOnPostgresTests(PostgresServer postgres) : AnswerRowsScenarios(postgres);
