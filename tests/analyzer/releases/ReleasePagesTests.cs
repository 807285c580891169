using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Releases;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Releases;

/// <summary>Every page that is needed, and none more.</summary>
public sealed class ReleasePagesTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OutsideWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("", "v2.0.0 v1.5.0 v1.2.0", false)]
    [InlineData("", "v1.5.0 v1.0.0", false)]
    [InlineData("", "v0.9.0 v1.0.0", true)]
    [InlineData("", "v0.9.0 v0.8.0", false)]
    [InlineData("v1.5.0", "v0.9.0 v1.0.0", true)]
    [InlineData("v1.5.0", "v1.2.0 v1.0.0", false)]
    [InlineData("v1.5.0", "chart-0.1.0 chart-0.2.0", false)]
    [InlineData("v1.5.0", "chart-9.1.0 v0.9.0", true)]
    [InlineData("v1.5.0 web-1.4.0", "web-0.9.0 web-0.8.0", false)]
    [InlineData("", "v1.5.0 v1.0.0 v0.9.9 v0.9.8 v0.9.7 v0.9.6 v0.9.5 v0.9.4 v0.9.3 v0.9.2 v0.9.1 v0.9.0", true)]
    // From is a backport: the versions above it are older than it.
    [InlineData("", "v1.5.0 v1.0.0 v1.4.0 v0.9.8 v0.9.7 v0.9.6 v0.9.5 v0.9.4 v0.9.3 v0.9.2 v0.9.1 v0.9.0", false)]
    public void the_search_ends_when_everything_above_From_has_passed(string before, string page, bool last) =>
        ReleasePages.IsLast(ReleaseSelectionTests.Range("o/app:1.0.0", "1.5.0"), [.. Split(before)], [.. Split(page)], "app", null).ShouldBe(last);

    [Fact]
    public void a_line_that_is_still_patched_does_not_end_the_search()
    {
        // 1.0.13 has its ten predecessors behind it and nothing of an older line: 1.4.0 may come after them.
        var page = string.Join(' ', Enumerable.Range(1, 13).Reverse().Select(i => $"v1.0.{i}").Prepend("v1.5.0"));

        ReleasePages.IsLast(ReleaseSelectionTests.Range("o/app:1.0.13", "1.5.0"), [], [.. Split(page)], "app", null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.340.0", "1.345.0", 1, 5)]
    [InlineData("1.250.0", "1.345.0", 2, 95)]
    [InlineData("1.100.0", "1.345.0", 3, 245)]
    [InlineData("1.2.0", "1.345.0", 4, 343)]
    // Not released: From was seen, so what is not on its page is not there.
    [InlineData("1.345.0", "1.346.0", 1, 0)]
    public async Task a_long_history_costs_as_many_pages_as_the_way_is_long(string from, string to, int pages, int notes)
    {
        _world.GitHub.AddRepository("o/app", Enumerable.Range(0, 346).Select(i => new ReleaseSpec($"v1.{i}.0", $"Text {i}")));

        (await ReadAsync("o/app", from, to)).Notes.Count.ShouldBe(notes);

        ReleaseRequests.ShouldBe(pages);
    }

    [Fact]
    public async Task backports_between_the_pages_are_neither_missed_nor_the_end()
    {
        // 2.x is developed, and 1.9 gets a fix with each of its releases: page one is half of them.
        var specs = Enumerable.Range(0, 120).SelectMany(i => new[] { new ReleaseSpec($"v1.9.{i}", "Fix"), new ReleaseSpec($"v2.{i}.0", "Feature") });
        _world.GitHub.AddRepository("o/app", specs);

        var notes = await ReadAsync("o/app", "2.60.0", "2.119.0");

        notes.Notes.Select(n => n.Name).ShouldBe(Enumerable.Range(61, 59).Select(i => $"v2.{i}.0"));
        ReleaseRequests.ShouldBe(2);
    }

    [Fact]
    public async Task a_backport_as_From_does_not_hide_what_came_before_it()
    {
        List<ReleaseSpec> specs = [.. Enumerable.Range(0, 40).Select(i => new ReleaseSpec($"v1.8.{i}", "Old")), new("v2.0.0", "BREAKING"), new("v2.1.0", "Two"), new("v1.8.40", "Backport"), new("v2.2.0", "Three")];
        _world.GitHub.AddRepository("o/app", specs);

        (await ReadAsync("o/app", "1.8.40", "2.2.0")).Notes.Select(n => n.Name).ShouldBe(["v2.0.0", "v2.1.0", "v2.2.0"]);
    }

    [Fact]
    public async Task a_part_that_is_seldom_released_is_looked_for_behind_the_pages_of_the_others()
    {
        var others = Enumerable.Range(0, 250).Select(i => new ReleaseSpec($"web-v3.{i}.0", "Web"));
        _world.GitHub.AddRepository("o/mono", [new("server-v1.0.0", "Old"), new("server-v1.1.0", "One"), .. others, new("server-v1.2.0", "Two")]);

        (await ReadAsync("o/mono", "1.0.0", "1.2.0", "o/server")).Notes.Select(n => n.Name).ShouldBe(["server-v1.1.0", "server-v1.2.0"]);

        ReleaseRequests.ShouldBe(3);
    }

    [Fact]
    public async Task there_is_a_most_number_of_pages_and_it_is_said()
    {
        _world.GitHub.PageSize = 2;
        _world.GitHub.AddRepository("o/mono", [new("server-v1.1.0", "One"), .. Enumerable.Range(0, 100).Select(i => new ReleaseSpec($"web-v3.{i}.0", "Web"))]);

        var notes = await ReadAsync("o/mono", "1.0.0", "1.1.0", "o/server");

        notes.Missing!.ShouldContain("only its newest 60 were looked at");
        ReleaseRequests.ShouldBe(ReleasePages.Most);
    }

    private int ReleaseRequests => _world.GitHub.Requests.Count(r => r.Contains("/releases", StringComparison.Ordinal));

    private async Task<ReleaseNotes> ReadAsync(string repository, string from, string to, string image = "o/app")
    {
        var found = await _world.Get<KnownForges>().For("github.com")!.FindAsync(repository, CancellationToken.None);
        return await _world.Get<ReadNotes>().ReadAsync(found!, ReleaseSelectionTests.Range($"{image}:{from}", to), chart: null, CancellationToken.None);
    }

    private static IEnumerable<ForgeRelease> Split(string tags) => tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ReleaseSelectionTests.Release);
}
