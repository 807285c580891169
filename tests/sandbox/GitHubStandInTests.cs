using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Sandbox;

/// <summary>The contract is <c>reference/github.md</c>.</summary>
public sealed class GitHubStandInTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private GitHubStandIn _gitHub = null!;
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _gitHub = new GitHubStandIn(_time);
        _gitHub.AddRepository("Owner/App", [
            new("v1.0.0", "First"),
            new("v1.1.0-rc.1", "", Prerelease: true),
            new("version/1.1.0", "## Breaking\n- all", Name: "One one"),
            new("v1.2.0", "soon", Draft: true),
        ], new Dictionary<string, string> { ["CHANGELOG.md"] = new string('x', 70) + "ü", ["docs/a.md"] = "a", ["docs/deep/b.md"] = "b" }, ["nightly"]);
        _server = await StandInServer.StartAsync(_gitHub.Map);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("upgrades", "1"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("/repos/owner/APP", "full_name", "Owner/App")]
    [InlineData("/api/v3/repos/Owner/App", "default_branch", "main")]
    [InlineData("/repos/Owner/App", "html_url", "https://github.com/Owner/App")]
    public async Task a_repository_is_found_whatever_the_case_of_its_name(string path, string field, string value) =>
        (await JsonAsync(path)).GetProperty(field).GetString().ShouldBe(value);

    [Fact]
    public async Task a_release_has_the_form_of_the_real_one()
    {
        var release = await JsonAsync("/repos/Owner/App/releases/tags/version%2F1.1.0");

        release.GetProperty("tag_name").GetString().ShouldBe("version/1.1.0");
        release.GetProperty("name").GetString().ShouldBe("One one");
        release.GetProperty("body").GetString().ShouldBe("## Breaking\r\n- all");
        release.GetProperty("published_at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 1, 3, 10, 0, 0, TimeSpan.Zero));
        release.GetProperty("html_url").GetString().ShouldBe("https://github.com/Owner/App/releases/tag/version%2F1.1.0");
        (await JsonAsync("/repos/Owner/App/releases/tags/version/1.1.0")).GetProperty("id").GetInt64().ShouldBe(release.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task a_release_without_words_has_no_body_and_no_name()
    {
        var release = await JsonAsync("/repos/Owner/App/releases/tags/v1.1.0-rc.1");

        release.GetProperty("body").ValueKind.ShouldBe(JsonValueKind.Null);
        release.GetProperty("name").ValueKind.ShouldBe(JsonValueKind.Null);
        release.GetProperty("prerelease").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task the_latest_is_neither_draft_nor_prerelease()
    {
        (await JsonAsync("/repos/Owner/App/releases/latest")).GetProperty("tag_name").GetString().ShouldBe("version/1.1.0");
        (await StatusAsync("/repos/Owner/App/releases/tags/v1.2.0")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task drafts_are_listed_only_for_who_may_push()
    {
        (await NamesAsync("/repos/Owner/App/releases", "tag_name")).ShouldBe(["v1.2.0", "version/1.1.0", "v1.1.0-rc.1", "v1.0.0"]);

        _gitHub.Token = "t";

        (await NamesAsync("/repos/Owner/App/releases", "tag_name")).ShouldBe(["version/1.1.0", "v1.1.0-rc.1", "v1.0.0"]);
    }

    [Fact]
    public async Task tags_have_no_dates_and_their_own_order() =>
        (await NamesAsync("/repos/Owner/App/tags", "name")).ShouldBe(["version/1.1.0", "v1.1.0-rc.1", "v1.0.0", "nightly"]);

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v3/")]
    public async Task pages_are_followed_by_absolute_links_that_name_the_repository_by_number(string root)
    {
        _gitHub.AddRepository("big/app", Enumerable.Range(0, 250).Select(i => new ReleaseSpec($"v{i}", "x")));
        List<string> tags = [];
        for (var next = new Uri(_server.Address, root + "repos/big/app/releases?per_page=1000"); next is not null;)
        {
            using var answer = await _http.GetAsync(next);
            tags.AddRange(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.EnumerateArray().Select(r => r.GetProperty("tag_name").GetString()!));
            next = Next(answer);
            next?.AbsolutePath.ShouldStartWith(root + "repositories/");
        }

        tags.ShouldBe(Enumerable.Range(0, 250).Reverse().Select(i => $"v{i}"));
        _gitHub.Requests.Count.ShouldBe(3);
        (await NamesAsync("/repos/big/app/releases", "tag_name")).Count.ShouldBe(30);
        (await NamesAsync("/repos/big/app/releases?per_page=100&page=9", "tag_name")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_renamed_repository_answers_with_a_redirect_to_its_number()
    {
        _gitHub.Rename("Owner/App", "new/home");

        using var moved = await _http.GetAsync(new Uri(_server.Address, "/repos/owner/app/releases?per_page=1"));

        moved.StatusCode.ShouldBe(HttpStatusCode.MovedPermanently);
        moved.Headers.Location!.AbsolutePath.ShouldStartWith("/repositories/");
        moved.Headers.Location.Query.ShouldBe("?per_page=1");
        (await NamesAsync(moved.Headers.Location.PathAndQuery, "tag_name")).ShouldBe(["v1.2.0"]);
        (await JsonAsync("/repos/new/home")).GetProperty("full_name").GetString().ShouldBe("new/home");
    }

    [Fact]
    public async Task a_file_is_base64_in_lines_and_a_directory_is_a_list()
    {
        var file = await JsonAsync("/repos/Owner/App/contents/CHANGELOG.md?ref=v1.0.0");

        file.GetProperty("encoding").GetString().ShouldBe("base64");
        file.GetProperty("content").GetString()!.Split('\n')[0].Length.ShouldBe(60);
        Encoding.UTF8.GetString(Convert.FromBase64String(file.GetProperty("content").GetString()!)).ShouldBe(new string('x', 70) + "ü");
        (await NamesAsync("/repos/Owner/App/contents/", "name")).ShouldBe(["CHANGELOG.md", "docs"]);
        (await NamesAsync("/repos/Owner/App/contents/docs", "path")).ShouldBe(["docs/a.md", "docs/deep"]);
        (await StatusAsync("/repos/Owner/App/contents/missing.md")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync("/repos/Owner/App/contents/CHANGELOG.md?ref=v9")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_large_file_is_sent_only_raw()
    {
        _gitHub.AddRepository("o/r", [], new Dictionary<string, string> { ["CHANGES"] = new string('y', (1 << 20) + 1) });

        var file = await JsonAsync("/repos/o/r/contents/CHANGES");

        (file.GetProperty("encoding").GetString(), file.GetProperty("content").GetString()).ShouldBe(("none", ""));
        using var raw = await GetAsync("/repos/o/r/contents/CHANGES", ("Accept", "application/vnd.github.raw+json"));
        (await raw.Content.ReadAsStringAsync()).Length.ShouldBe((1 << 20) + 1);
    }

    [Fact]
    public async Task unchanged_costs_nothing_for_who_is_known_and_one_for_a_stranger()
    {
        using var first = await GetAsync("/repos/Owner/App", ("Authorization", "Bearer a"));
        var tag = first.Headers.ETag!.ToString();

        using var again = await GetAsync("/repos/Owner/App", ("Authorization", "Bearer a"), ("If-None-Match", tag));
        using var other = await GetAsync("/repos/Owner/App", ("Authorization", "Bearer b"), ("If-None-Match", tag));

        (again.StatusCode, (await again.Content.ReadAsByteArrayAsync()).Length).ShouldBe((HttpStatusCode.NotModified, 0));
        other.StatusCode.ShouldBe(HttpStatusCode.OK, "an ETag is one token's");
        (_gitHub.Used, _gitHub.NotModified).ShouldBe((2, 1));
        using var stranger = await GetAsync("/repos/Owner/App");
        using var strangerAgain = await GetAsync("/repos/Owner/App", ("If-None-Match", stranger.Headers.ETag!.ToString()));
        (strangerAgain.StatusCode, _gitHub.Used).ShouldBe((HttpStatusCode.NotModified, 4));
    }

    [Fact]
    public async Task over_the_limit_is_403_with_the_time_of_the_reset_and_asking_for_it_is_free()
    {
        _gitHub.Limit = 1;
        using var last = await GetAsync("/repos/Owner/App");
        Header(last, "x-ratelimit-remaining").ShouldBe("0");

        using var over = await GetAsync("/repos/Owner/App");

        over.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await over.Content.ReadAsStringAsync()).ShouldContain("API rate limit exceeded");
        Header(over, "x-ratelimit-remaining").ShouldBe("0");
        Header(over, "x-ratelimit-reset").ShouldBe($"{_time.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}");
        (await JsonAsync("/rate_limit")).GetProperty("resources").GetProperty("core").GetProperty("used").GetInt32().ShouldBe(1);
        _time.Advance(TimeSpan.FromHours(1));
        (await StatusAsync("/repos/Owner/App")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_stranger_has_sixty_requests_where_a_token_is_known()
    {
        _gitHub.Token = "t";
        using var stranger = await GetAsync("/repos/Owner/App");
        using var friend = await GetAsync("/repos/Owner/App", ("Authorization", "token t"));

        (Header(stranger, "x-ratelimit-limit"), Header(friend, "x-ratelimit-limit")).ShouldBe(("60", "5000"));
        using var wrong = await GetAsync("/repos/Owner/App", ("Authorization", "Bearer other"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("Bad credentials");
    }

    [Fact]
    public async Task without_a_user_agent_nobody_is_served()
    {
        using var nameless = new HttpClient(new SocketsHttpHandler());

        using var answer = await nameless.GetAsync(new Uri(_server.Address, "/repos/Owner/App"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
    }

    [Fact]
    public async Task a_secondary_limit_is_said_once_and_costs_nothing()
    {
        _gitHub.AnswerNext(429, """{"message":"You have exceeded a secondary rate limit"}""", new Dictionary<string, string> { ["retry-after"] = "60" });

        using var answer = await GetAsync("/repos/Owner/App/tags?per_page=100");

        ((int)answer.StatusCode, answer.Headers.RetryAfter!.Delta).ShouldBe((429, TimeSpan.FromMinutes(1)));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await StatusAsync("/api/v3/repos/Owner/App")).ShouldBe(HttpStatusCode.OK);
        _gitHub.Used.ShouldBe(1);
        _gitHub.Requests.ShouldBe(["GET /repos/Owner/App/tags?per_page=100", "GET /repos/Owner/App"]);
    }

    [Theory]
    [InlineData("/repos/nobody/nothing")]
    [InlineData("/repositories/1")]
    [InlineData("/repos/Owner/App/unheard-of")]
    [InlineData("/")]
    public async Task what_is_not_there_is_not_found(string path) => (await StatusAsync(path)).ShouldBe(HttpStatusCode.NotFound);

    private static Uri? Next(HttpResponseMessage answer) =>
        !answer.Headers.TryGetValues("Link", out var links) ? null
        : links.SelectMany(l => l.Split(", ")).FirstOrDefault(l => l.EndsWith("rel=\"next\"", StringComparison.Ordinal)) is { } link
            ? new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)], UriKind.Absolute)
            : null;

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await GetAsync(path);
        return answer.StatusCode;
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task<List<string>> NamesAsync(string path, string field) =>
        [.. (await JsonAsync(path)).EnumerateArray().Select(e => e.GetProperty(field).GetString()!)];

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _http.SendAsync(request);
    }
}
