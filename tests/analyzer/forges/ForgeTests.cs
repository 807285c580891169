using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Outside;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Forges;

/// <summary>What Forgejo and GitLab have in common for us; each test runs over both.</summary>
public abstract class ForgeScenarios(string kind) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private protected ForgeWorld World { get; private set; } = null!;

    private protected IForge Forge => World.Forge;

    public async ValueTask InitializeAsync() => World = await ForgeWorld.StartAsync(kind);

    public ValueTask DisposeAsync() => World.DisposeAsync();

    [Fact]
    public async Task a_repository_is_found_with_what_is_to_be_known_of_it()
    {
        World.StandIn.AddRepository("o/app", [], archived: true, forkOf: "first/app");

        var found = (await Forge.FindAsync("O/App", None))!;

        (found.Name, found.Archived, found.Fork, found.ForkOf, found.DefaultBranch, found.Url).ShouldBe(($"{World.Host}/o/app", true, true, "first/app", "main", $"{World.Address}o/app"));
        (await Forge.FindAsync("o/none", None)).ShouldBeNull();
    }

    [Fact]
    public async Task a_renamed_repository_is_found_by_its_old_name_and_its_releases_too()
    {
        World.StandIn.AddRepository("o/old", [new("v1.0.0", "First")]);
        World.StandIn.Rename("o/old", "o/new");

        (await Forge.FindAsync("o/old", None))!.Path.ShouldBe("o/new");
        (await ReleasesAsync("o/old")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task every_page_is_read_as_far_as_asked()
    {
        World.StandIn.PageSize = 10;
        World.StandIn.AddRepository("o/app", Enumerable.Range(1, 35).Select(i => new ReleaseSpec($"v1.{i}.0", $"Text {i}")));

        (await ReleasesAsync("o/app")).Select(r => r.TagName).ShouldBe(Enumerable.Range(1, 35).Reverse().Select(i => $"v1.{i}.0"));
        (await ReleasesAsync("o/app", mostPages: 2)).Count.ShouldBe(20);
        World.StandIn.Requests.Count.ShouldBe(4 + 2);
    }

    [Fact]
    public async Task pages_are_found_behind_a_proxy_that_calls_itself_by_another_name()
    {
        World.StandIn.PublicAddress = "https://git.example.org";
        World.StandIn.PageSize = 10;
        World.StandIn.AddRepository("o/app", Enumerable.Range(1, 15).Select(i => new ReleaseSpec($"v1.{i}.0", $"Text {i}")));

        var releases = await ReleasesAsync("o/app");

        releases.Count.ShouldBe(15);
        releases[0].Url!.ShouldStartWith("https://git.example.org/o/app");
    }

    [Fact]
    public async Task what_is_still_to_come_is_a_draft_and_a_release_without_words_has_none()
    {
        World.StandIn.AddRepository("o/app", [new("v1.0.0", "")]);

        var release = (await ReleasesAsync("o/app")).ShouldHaveSingleItem();

        (release.Draft, release.Prerelease, string.IsNullOrEmpty(release.Body)).ShouldBe((false, false, true));
    }

    [Fact]
    public async Task files_are_listed_and_read_at_a_tag_or_as_they_are_now()
    {
        World.StandIn.AddRepository("o/app", [new("v1.0.0", "")], new Dictionary<string, string> { ["CHANGELOG.md"] = "ü\n", ["docs/releases/1.0.md"] = "x" });

        (await Forge.ListAsync("o/app", "", null, None)).Select(e => (e.Name, e.IsFolder)).ShouldBe([("CHANGELOG.md", false), ("docs", true)]);
        (await Forge.ListAsync("o/app", "docs/releases", "v1.0.0", None)).Select(e => e.Name).ShouldBe(["1.0.md"]);
        (await Forge.ListAsync("o/app", "none", null, None)).ShouldBeEmpty();
        (await Forge.ReadFileAsync("o/app", "CHANGELOG.md", null, None)).ShouldBe("ü\n");
        (await Forge.ReadFileAsync("o/app", "docs/releases/1.0.md", "v1.0.0", None)).ShouldBe("x");
        (await Forge.ReadFileAsync("o/app", "CHANGELOG.md", "v9.9.9", None)).ShouldBeNull();
        (await Forge.ReadFileAsync("o/app", "none.md", null, None)).ShouldBeNull();
    }

    [Fact]
    public async Task the_token_is_shown_to_the_forge_and_to_nobody_else()
    {
        World.Outside.Settings["Forges:Hosts:0:Token"] = "secret";
        World.StandIn.Token = "secret";
        World.StandIn.AddRepository("o/app", []);

        await Forge.FindAsync("o/app", None);
        World.StandIn.AnswerNext(302, "", new Dictionary<string, string> { ["Location"] = World.Outside.RegistryAddress + "elsewhere" });

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Forge.FindAsync("o/app", None))).Message.ShouldContain("another host");
        World.StandIn.TokensSeen.ShouldBe(["secret", "secret"]);
        World.Outside.Registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_wrong_token_is_named_by_its_setting()
    {
        World.Outside.Settings["Forges:Hosts:0:Token"] = "wrong";
        World.StandIn.Token = "secret";

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Forge.FindAsync("o/app", None))).Message.ShouldContain("UPGRADES__FORGES__HOSTS__0__TOKEN is not accepted");
    }

    [Theory]
    [InlineData("Retry-After", "17", 17)]
    [InlineData("Retry-After", "9999999", 6 * 3600)]
    [InlineData("X-Nothing", "1", 60)]
    public async Task who_asks_too_often_is_told_how_long_to_wait(string header, string value, int seconds)
    {
        World.StandIn.AnswerNext(429, "", new Dictionary<string, string> { [header] = value });

        (await Should.ThrowAsync<RateLimitedException>(() => Forge.FindAsync("o/app", None))).Wait.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task a_reset_time_is_read_by_the_forges_own_clock()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        World.StandIn.AnswerNext(429, "", new Dictionary<string, string> { ["RateLimit-Reset"] = "1800000042", ["Date"] = now.ToString("R") });

        (await Should.ThrowAsync<RateLimitedException>(() => Forge.FindAsync("o/app", None))).Wait.ShouldBe(TimeSpan.FromSeconds(42));
    }

    [Theory]
    [InlineData(500, "", "500")]
    [InlineData(502, "<html>Bad gateway</html>", "502")]
    [InlineData(401, "{}", "wants a token (UPGRADES__FORGES__HOSTS__0__TOKEN)")]
    [InlineData(200, "<html>Are you a robot?</html>", "something else")]
    [InlineData(200, "null", "something else")]
    [InlineData(200, "[1]", "something else")]
    [InlineData(200, "{\"full_name\":\"../evil\",\"path_with_namespace\":\"../evil\"}", "no name")]
    public async Task an_answer_that_is_none_is_said(int status, string body, string expected)
    {
        World.StandIn.AnswerNext(status, body);

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Forge.FindAsync("o/app", None))).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(451)]
    public async Task what_is_not_for_us_is_not_there(int status)
    {
        World.StandIn.AnswerNext(status, "{}");
        World.StandIn.AnswerNext(status, "{}");
        World.StandIn.AnswerNext(status, "{}");

        (await Forge.FindAsync("o/app", None)).ShouldBeNull();
        (await ReleasesAsync("o/app")).ShouldBeEmpty();
        (await Forge.ReadFileAsync("o/app", "CHANGELOG.md", null, None)).ShouldBeNull();
    }

    [Fact]
    public async Task redirects_in_circles_end()
    {
        for (var i = 0; i < 10; i++)
        {
            World.StandIn.AnswerNext(302, "", new Dictionary<string, string> { ["Location"] = "/again" });
        }

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Forge.FindAsync("o/app", None))).Message.ShouldContain("circles");
    }

    [Fact]
    public async Task nobody_at_the_address_is_said()
    {
        World.Outside.Settings["Forges:Hosts:0:Url"] = "http://127.0.0.1:1/";

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Forge.FindAsync("o/app", None))).Message.ShouldContain("cannot be reached");
    }

    private protected async Task<List<ForgeRelease>> ReleasesAsync(string path, int mostPages = 30)
    {
        List<ForgeRelease> releases = [];
        await foreach (var page in Forge.ReleasePagesAsync(path, mostPages, None))
        {
            releases.AddRange(page);
        }

        return releases;
    }
}

public sealed class ForgejoTests() : ForgeScenarios("forgejo")
{
    [Fact]
    public async Task drafts_and_prereleases_are_marked_by_their_flags()
    {
        World.StandIn.AddRepository("o/app", [new("v1.0.0", "x"), new("v1.1.0-rc1", "x", Prerelease: true), new("v1.1.0", "x", Draft: true)]);

        (await ReleasesAsync("o/app")).Select(r => (r.TagName, r.Prerelease)).ShouldBe([("v1.1.0-rc1", true), ("v1.0.0", false)]);
    }

    [Fact]
    public async Task a_file_that_is_no_base64_is_said()
    {
        World.StandIn.AnswerNext(200, """{"type":"file","name":"CHANGELOG.md","content":"###"}""");

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Forge.ReadFileAsync("o/app", "CHANGELOG.md", null, CancellationToken.None))).Message.ShouldContain("no base64");
    }

    [Theory]
    [InlineData(null, "https://codeberg.org/o/app/src/branch/main/docs/NEWS?display=source#L7")]
    [InlineData("v1/2", "https://codeberg.org/o/app/src/tag/v1%2F2/docs/NEWS?display=source#L7")]
    public void a_line_of_a_file_has_a_page(string? tag, string expected) =>
        Forge.PageOf(new ForgeRepository("codeberg.org", "o/app", "https://codeberg.org/o/app") { DefaultBranch = "main" }, "docs/NEWS", tag, 7).ShouldBe(expected);
}

public sealed class GitLabTests() : ForgeScenarios("gitlab")
{
    [Fact]
    public async Task a_project_lies_in_groups_below_groups()
    {
        World.StandIn.AddRepository("group/sub/app", [new("v1.0.0", "First"), new("v1.1.0", "Soon", Draft: true)], new Dictionary<string, string> { ["docs/NEWS"] = "x" });

        (await Forge.FindAsync("group/sub/app", CancellationToken.None))!.Name.ShouldBe("gitlab.com/group/sub/app");
        (await ReleasesAsync("group/sub/app")).Select(r => (r.TagName, r.Draft, r.Body)).ShouldBe([("v1.1.0", true, "Soon"), ("v1.0.0", false, "First")]);
        (await Forge.ReadFileAsync("group/sub/app", "docs/NEWS", null, CancellationToken.None)).ShouldBe("x");
        World.StandIn.Requests[0].ShouldBe("GET /api/v4/projects/group%2Fsub%2Fapp");
    }

    [Theory]
    [InlineData(null, "https://gitlab.com/g/app/-/blob/main/docs/NEWS?plain=1#L7")]
    [InlineData("v1", "https://gitlab.com/g/app/-/blob/v1/docs/NEWS?plain=1#L7")]
    public void a_line_of_a_file_has_a_page(string? tag, string expected) =>
        Forge.PageOf(new ForgeRepository("gitlab.com", "g/app", "https://gitlab.com/g/app") { DefaultBranch = "main" }, "docs/NEWS", tag, 7).ShouldBe(expected);
}
