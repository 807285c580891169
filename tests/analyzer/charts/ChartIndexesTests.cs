using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Charts;

namespace Upgrades.Tests.Analyzer.Charts;

/// <summary>The production client against a chart repository over HTTP.</summary>
public sealed class ChartIndexesTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Charts.AddChart("/charts", "web", new ChartSpec("2.0.0", "1.10"), new ChartSpec("1.0.0+up.1", "v1.9"));
        _world.Charts.AddChart("/charts", "other", new ChartSpec("9.0.0"));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task versions_are_found_with_what_they_bring_over_a_compressed_answer()
    {
        var listing = (await FindAsync()).ShouldBeOfType<ChartLookup.Found>().Listing;

        listing.Versions.ShouldBe(["2.0.0", "1.0.0+up.1"]);
        (await listing.ReadAsync("2.0.0", CancellationToken.None))!.AppVersion.ShouldBe("1.10");
        (listing.Spelled("v2.0.0"), listing.Spelled("3.0.0")).ShouldBe(("2.0.0", null));
        _world.Charts.Requests.ShouldBe(["GET /charts/index.yaml (gzip)"]);
    }

    [Theory]
    [InlineData(true, "GET /charts/index.yaml (gzip) (If-None-Match) (If-Modified-Since)")]
    [InlineData(false, "GET /charts/index.yaml (gzip) (If-Modified-Since)")]
    public async Task what_has_not_changed_is_not_read_again_and_what_has_is(bool hasETags, string asked)
    {
        _world.Charts.HasETags = hasETags;
        await FindAsync();

        (await FindAsync()).ShouldBeOfType<ChartLookup.Found>().Listing.Versions.Count.ShouldBe(2);
        (_world.Charts.NotModified, _world.Charts.Requests[^1]).ShouldBe((1, asked));
        _world.Charts.AddChart("/charts", "web", new ChartSpec("3.0.0"));
        (await FindAsync()).ShouldBeOfType<ChartLookup.Found>().Listing.Versions.ShouldBe(["3.0.0"]);
    }

    [Fact]
    public async Task name_and_password_open_a_private_repository_and_are_shown_to_nobody_else()
    {
        await using var other = await StandInServer.StartAsync(_world.Charts.Map);
        (_world.Settings["Charts:Hosts:0:Username"], _world.Settings["Charts:Hosts:0:Password"]) = ("robot", "secret");
        _world.Charts.Credentials = "robot:secret";

        (await FindAsync()).ShouldBeOfType<ChartLookup.Found>();
        _world.Charts.AnswerNext(302, "", new Dictionary<string, string> { ["Location"] = $"{other.Address}charts/index.yaml" });
        await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync("other"));

        _world.Charts.Requests.ShouldBe(["GET /charts/index.yaml (gzip) (Basic)", "GET /charts/index.yaml (gzip) (Basic)", "GET /charts/index.yaml (gzip)"]);
    }

    [Fact]
    public async Task a_repository_that_has_moved_is_followed()
    {
        await using var other = await StandInServer.StartAsync(_world.Charts.Map);
        _world.Charts.AnswerNext(301, "", new Dictionary<string, string> { ["Location"] = $"{other.Address}charts/index.yaml" });

        (await FindAsync()).ShouldBeOfType<ChartLookup.Found>();
    }

    [Theory]
    [InlineData("web", "/nothing", "has no index.yaml: it is no chart repository")]
    [InlineData("absent", "/charts", "has no chart absent")]
    [InlineData("web", "/page", "answers with a web page")]
    [InlineData("web", "/private", "for strangers (401): UPGRADES__CHARTS__HOSTS takes a name and password")]
    public async Task what_is_not_there_is_said(string chart, string path, string expected)
    {
        _world.Charts.SetIndex("/page", "\n<!DOCTYPE html><html>Welcome</html>");
        if (path == "/private")
        {
            _world.Charts.Credentials = "robot:secret";
        }

        (await FindAsync(chart, path)).ShouldBeOfType<ChartLookup.Missing>().Detail.ShouldContain(expected);
    }

    [Fact]
    public async Task a_page_that_says_what_it_is_is_not_even_looked_at()
    {
        _world.Charts.AnswerNext(200, "<p>Hello</p>");

        (await FindAsync()).ShouldBeOfType<ChartLookup.Missing>().Detail.ShouldContain("web page");
    }

    [Theory]
    [InlineData(500, "", "answered 500")]
    [InlineData(503, "<html>Maintenance</html>", "answered 503")]
    [InlineData(200, "{\"error\":\"busy\"}", "something that is no index of charts: it has no entries")]
    [InlineData(200, "entries:\n  web: [", "something that is no index of charts")]
    [InlineData(304, "", "answered 304")]
    public async Task an_outage_is_no_answer(int status, string body, string expected)
    {
        _world.Charts.AnswerNext(status, body);

        (await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync())).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task a_repository_that_has_enough_says_how_long()
    {
        _world.Charts.AnswerNext(429, "", new Dictionary<string, string> { ["Retry-After"] = "30" });

        (await Should.ThrowAsync<RateLimitedException>(() => FindAsync())).Wait.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task a_wrong_password_is_loud()
    {
        (_world.Settings["Charts:Hosts:0:Username"], _world.Settings["Charts:Hosts:0:Password"], _world.Charts.Credentials) = ("robot", "wrong", "robot:secret");

        (await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync())).Message.ShouldStartWith("UPGRADES__CHARTS__HOSTS:");
    }

    [Fact]
    public async Task an_index_that_begins_and_does_not_end_is_given_up_in_time()
    {
        _world.Settings["Charts:Timeout"] = "00:00:00.300";
        _world.Charts.Stalls = true;

        (await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync())).Message.ShouldContain("did not give its index within");
    }

    [Fact]
    public async Task a_repository_that_nobody_answers_for_is_an_outage()
    {
        _world.Settings["Charts:Hosts:0:Url"] = "http://127.0.0.1:1/";

        (await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync())).Message.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task an_index_that_is_too_long_ends_at_its_bound_however_it_was_packed()
    {
        _world.Charts.SetIndex("/long", "entries:\n" + string.Concat(Enumerable.Repeat("  a: [x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x]\n", 750_000)));

        (await FindAsync("web", "/long")).ShouldBeOfType<ChartLookup.Missing>().Detail.ShouldContain("longer than 64 MB");
    }

    [Fact]
    public async Task redirects_in_circles_end()
    {
        for (var i = 0; i < 10; i++)
        {
            _world.Charts.AnswerNext(302, "", new Dictionary<string, string> { ["Location"] = "/charts/index.yaml" });
        }

        (await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync())).Message.ShouldContain("circles");
    }

    private Task<ChartLookup> FindAsync(string chart = "web", string path = "/charts") => _world.Get<ChartRepositories>().FindAsync(
        ChartName.TryRead(chart, $"https://charts.example.org{path}", out var name) ? name : throw new InvalidOperationException(), CancellationToken.None);
}
