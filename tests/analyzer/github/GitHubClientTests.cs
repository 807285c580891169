using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Outside;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.GitHub;

public sealed class GitHubClientTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OutsideWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_renamed_repository_is_found_by_its_old_name_without_losing_the_token()
    {
        _world.GitHub.Token = "token";
        _world.GitHub.AddRepository("o/old", [new ReleaseSpec("v1.0.0", "First"), new ReleaseSpec("v1.1.0", "Draft", Draft: true)]);
        _world.GitHub.Rename("o/old", "o/new");

        (await Client.FindRepositoryAsync("o/old", None))!.FullName.ShouldBe("o/new");
        // Only whoever is known sees drafts.
        (await ReleasesAsync("o/old")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task what_is_not_there_is_null() => (await Client.FindRepositoryAsync("o/none", None)).ShouldBeNull();

    [Fact]
    public async Task every_page_is_read_as_far_as_asked()
    {
        _world.GitHub.PageSize = 10;
        _world.GitHub.AddRepository("o/app", Enumerable.Range(1, 35).Select(i => new ReleaseSpec($"v1.{i}.0", $"Text {i}")));

        (await ReleasesAsync("o/app")).Select(r => r.TagName).ShouldBe(Enumerable.Range(1, 35).Reverse().Select(i => $"v1.{i}.0"));
        (await ReleasesAsync("o/app", mostPages: 2)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task what_has_not_changed_costs_nothing()
    {
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First")]);
        var first = await ReleasesAsync("o/app");
        var used = _world.GitHub.Used;

        (await ReleasesAsync("o/app")).ShouldBe(first);

        _world.GitHub.NotModified.ShouldBe(1);
        _world.GitHub.Used.ShouldBe(used);
    }

    [Fact]
    public async Task an_enterprise_server_has_its_api_elsewhere()
    {
        _world.Settings["GitHub:Url"] += "api/v3";
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First")]);

        (await ReleasesAsync("o/app")).ShouldHaveSingleItem().Body.ShouldBe("First");
    }

    [Fact]
    public async Task a_file_is_read_whole()
    {
        var long_ = new string('x', 2 << 20);
        _world.GitHub.AddRepository("o/app", [], new Dictionary<string, string> { ["CHANGELOG.md"] = long_, ["docs/x.md"] = "x" });

        (await Client.ListAsync("o/app", "", null, None)).Select(e => (e.Name, e.IsFolder)).ShouldBe([("CHANGELOG.md", false), ("docs", true)]);
        (await Client.ReadFileAsync("o/app", "CHANGELOG.md", null, None)).ShouldBe(long_);
        (await Client.ReadFileAsync("o/app", "none.md", null, None)).ShouldBeNull();
    }

    [Fact]
    public async Task a_used_up_budget_says_how_long_to_wait()
    {
        _world.GitHub.AddRepository("o/app", []);
        _world.GitHub.Used = _world.GitHub.Limit;

        var limited = await Should.ThrowAsync<RateLimitedException>(() => Client.FindRepositoryAsync("o/app", None));

        limited.Wait.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData(403, "{\"message\":\"You have exceeded a secondary rate limit\"}", null, 60)]
    [InlineData(429, "", null, 60)]
    [InlineData(429, "", "17", 17)]
    [InlineData(403, "", "17", 17)]
    [InlineData(429, "", "9999999", 6 * 3600)]
    public async Task every_kind_of_limit_is_known(int status, string body, string? retryAfter, int seconds)
    {
        _world.GitHub.AnswerNext(status, body, retryAfter is null ? null : new Dictionary<string, string> { ["Retry-After"] = retryAfter });

        (await Should.ThrowAsync<RateLimitedException>(() => Client.FindRepositoryAsync("o/app", None))).Wait.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(500, "", "500")]
    [InlineData(502, "<html>Bad gateway</html>", "502")]
    [InlineData(401, "{\"message\":\"Bad credentials\"}", "UPGRADES__GITHUB__TOKEN")]
    [InlineData(200, "<html>Log in to the proxy</html>", "something else")]
    [InlineData(200, "null", "something else")]
    [InlineData(200, "[1]", "something else")]
    public async Task an_answer_that_is_none_is_said(int status, string body, string expected)
    {
        _world.GitHub.AddRepository("o/app", []);
        _world.GitHub.AnswerNext(status, body);

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.FindRepositoryAsync("o/app", None))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task the_token_is_not_carried_to_another_host()
    {
        _world.GitHub.AnswerNext(301, "", new Dictionary<string, string> { ["Location"] = _world.RegistryAddress + "repos/o/app" });

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.FindRepositoryAsync("o/app", None))).Message.ShouldContain("another host");
        _world.Registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_answer_over_ten_megabytes_is_not_read()
    {
        _world.GitHub.AddRepository("o/app", [], new Dictionary<string, string> { ["CHANGELOG.md"] = new string('x', 11 << 20) });

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.ReadFileAsync("o/app", "CHANGELOG.md", null, None))).Message.ShouldContain("10 MB");
    }

    [Fact]
    public async Task nobody_at_the_address_is_said()
    {
        _world.Settings["GitHub:Url"] = "http://127.0.0.1:1/";

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.FindRepositoryAsync("o/app", None))).Message.ShouldContain("cannot be reached");
    }

    private GitHubClient Client => _world.Get<GitHubClient>();

    private async Task<List<GitHubRelease>> ReleasesAsync(string name, int mostPages = 30)
    {
        List<GitHubRelease> releases = [];
        await foreach (var page in Client.ReleasePagesAsync(name, mostPages, None))
        {
            releases.AddRange(page);
        }

        return releases;
    }
}
