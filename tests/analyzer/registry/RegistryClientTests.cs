using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Registry;

public sealed class RegistryClientTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ImageReference App = ImageReference.Parse("ghcr.io/o/app");
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OutsideWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_tag_is_found_with_the_digest_it_names()
    {
        _world.Registry.AddImage("o/app", ["1.0.0", "1.1.0"]);

        (await Client.LookUpAsync(App, "1.1.0", None)).ShouldBe(new TagLookup.Found(_world.Registry.DigestOf("o/app", "1.1.0")));
    }

    [Fact]
    public async Task reading_is_counted_so_a_known_tag_is_asked_for_by_head_alone()
    {
        _world.Registry.AddImage("o/app", ["1.1.0"]);
        await Client.LookUpAsync(App, "1.1.0", None);
        var before = _world.Registry.Requests.Count;

        await Client.LookUpAsync(App, "1.1.0", None);

        _world.Registry.Requests.Skip(before).ShouldBe(["HEAD /v2/o/app/manifests/1.1.0"]);
    }

    [Theory]
    [InlineData("o/app", "9.9.9")]
    [InlineData("o/none", "1.0.0")]
    public async Task what_is_not_there_is_said(string path, string tag)
    {
        _world.Registry.AddImage("o/app", ["1.0.0"]);

        (await Client.LookUpAsync(ImageReference.Parse($"ghcr.io/{path}"), tag, None)).ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("not in its registry");
    }

    [Theory]
    [InlineData("linux/arm64", "linux/amd64", false)]
    [InlineData("linux/arm64", "linux/arm64", true)]
    [InlineData("linux/arm64/v8", "linux/arm64", true)]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", false)]
    [InlineData("linux/arm", "linux/arm/v7", true)]
    [InlineData("linux/arm/v7", "linux/arm", true)]
    [InlineData("linux/amd64", "linux/amd64/v3", false)]
    [InlineData("windows/amd64", "linux/amd64", false)]
    public async Task an_index_must_hold_the_clusters_platform(string there, string wanted, bool found)
    {
        _world.Settings["Registry:Platform"] = wanted;
        _world.Registry.AddImage("o/app", ["1.0.0"], platforms: [there]);

        (await Client.LookUpAsync(App, "1.0.0", None) is TagLookup.Found).ShouldBe(found);
    }

    [Theory]
    [InlineData("linux/amd64", true)]
    [InlineData("linux/arm64", false)]
    public async Task an_image_without_an_index_says_its_platform_in_its_config(string wanted, bool found)
    {
        _world.Settings["Registry:Platform"] = wanted;
        _world.Registry.AddImage("o/app", ["1.0.0"], platforms: []);

        (await Client.LookUpAsync(App, "1.0.0", None) is TagLookup.Found).ShouldBe(found);
    }

    [Fact]
    public async Task labels_come_from_the_config_of_our_platform()
    {
        _world.Registry.AddImage("o/app", ["1.0.0"], new Dictionary<string, string> { ["org.opencontainers.image.source"] = "https://github.com/o/app" });

        (await Client.LabelsAsync(App, _world.Registry.DigestOf("o/app", "1.0.0"), None)).ShouldContainKeyAndValue("org.opencontainers.image.source", "https://github.com/o/app");
    }

    [Fact]
    public async Task an_image_without_labels_has_none()
    {
        _world.Registry.AddImage("o/app", ["1.0.0"]);

        (await Client.LabelsAsync(App, _world.Registry.DigestOf("o/app", "1.0.0"), None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task every_page_of_tags_is_read()
    {
        _world.Registry.TagPageSize = 7;
        _world.Registry.AddImage("o/app", [.. Enumerable.Range(0, 50).Select(i => $"1.{i}.0")]);

        (await Client.TagsAsync(App, None)).Count.ShouldBe(50);
        (await Client.TagsAsync(ImageReference.Parse("ghcr.io/o/none"), None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_token_that_is_void_is_asked_for_anew()
    {
        _world.Registry.AddImage("o/app", ["1.0.0", "1.1.0"]);
        await Client.LookUpAsync(App, "1.0.0", None);
        _world.Registry.ForgetTokens();

        (await Client.LookUpAsync(App, "1.1.0", None)).ShouldBeOfType<TagLookup.Found>();
        _world.Registry.Requests.Count(r => r.StartsWith("GET /token", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task name_and_password_open_a_private_registry(bool byToken)
    {
        (_world.Registry.NeedsToken, _world.Registry.Credentials) = (byToken, "robot:secret");
        (_world.Settings["Registry:Hosts:0:Username"], _world.Settings["Registry:Hosts:0:Password"]) = ("robot", "secret");
        _world.Registry.AddImage("o/app", ["1.0.0"]);

        (await Client.LookUpAsync(App, "1.0.0", None)).ShouldBeOfType<TagLookup.Found>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_stranger_is_not_permitted_and_does_not_ask_for_ever(bool byToken)
    {
        (_world.Registry.NeedsToken, _world.Registry.Credentials) = (byToken, "robot:secret");
        _world.Registry.AddImage("o/app", ["1.0.0"]);

        (await Client.LookUpAsync(App, "1.0.0", None)).ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("not permitted");
        _world.Registry.Requests.Count.ShouldBeLessThan(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_wrong_password_is_loud(bool byToken)
    {
        (_world.Registry.NeedsToken, _world.Registry.Credentials) = (byToken, "robot:secret");
        (_world.Settings["Registry:Hosts:0:Username"], _world.Settings["Registry:Hosts:0:Password"]) = ("robot", "wrong");

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.LookUpAsync(App, "1.0.0", None))).Message.ShouldContain("UPGRADES__REGISTRY__HOSTS");
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(503, "<html>Maintenance</html>")]
    [InlineData(400, "{}")]
    public async Task an_outage_is_no_answer(int status, string body)
    {
        _world.Registry.AnswerNext(status, body);

        await Should.ThrowAsync<OutsideUnavailableException>(() => Client.LookUpAsync(App, "1.0.0", None));
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData(null, 60)]
    public async Task a_registry_that_has_enough_says_how_long_or_gets_a_minute(string? retryAfter, int seconds)
    {
        const string Body = "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"You have reached your pull rate limit.\"}]}";
        _world.Registry.AnswerNext(429, Body, retryAfter is null ? null : new Dictionary<string, string> { ["Retry-After"] = retryAfter });

        (await Should.ThrowAsync<RateLimitedException>(() => Client.LookUpAsync(App, "1.0.0", None))).Wait.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("<html>Log in to the proxy</html>")]
    [InlineData("{\"tags\":7}")]
    [InlineData("null")]
    public async Task tags_that_are_none_are_none_or_an_outage(string body)
    {
        _world.Registry.NeedsToken = false;
        _world.Registry.AnswerNext(200, body);

        if (body == "null")
        {
            (await Client.TagsAsync(App, None)).ShouldBeEmpty();
        }
        else
        {
            await Should.ThrowAsync<OutsideUnavailableException>(() => Client.TagsAsync(App, None));
        }
    }

    [Fact]
    public async Task content_that_is_not_what_its_digest_says_is_refused()
    {
        _world.Registry.NeedsToken = false;
        _world.Registry.AddImage("o/app", ["1.0.0"]);
        var digest = _world.Registry.DigestOf("o/app", "1.0.0");
        _world.Registry.AnswerNext(200, "{}", new Dictionary<string, string> { ["Docker-Content-Digest"] = digest });
        _world.Registry.AnswerNext(200, "{\"manifests\":[]}");

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.LookUpAsync(App, "1.0.0", None))).Message.ShouldContain("something else");
    }

    [Fact]
    public async Task a_redirect_in_circles_ends()
    {
        for (var i = 0; i < 10; i++)
        {
            _world.Registry.AnswerNext(307, "", new Dictionary<string, string> { ["Location"] = "/v2/o/app/manifests/1.0.0" });
        }

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.LookUpAsync(App, "1.0.0", None))).Message.ShouldContain("circles");
    }

    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/")]
    [InlineData("quay.io", "https://quay.io/")]
    [InlineData("10.0.20.10:5000", "http://10.0.20.10:5000/")]
    public void a_registry_is_where_its_domain_says_unless_a_setting_says_else(string domain, string expected)
    {
        var options = new RegistryOptions { Hosts = { new RegistryHost { Domain = "10.0.20.10:5000", Url = new Uri("http://10.0.20.10:5000") } } };

        options.For(domain).Url!.AbsoluteUri.ShouldBe(expected);
    }

    [Fact]
    public async Task a_list_that_breaks_off_in_the_middle_is_no_short_list()
    {
        _world.Registry.NeedsToken = false;
        _world.Registry.AnswerNext(200, "{\"tags\":[\"1.0.0\"]}", new Dictionary<string, string> { ["Link"] = "</v2/o/app/tags/list?last=1.0.0>; rel=\"next\"" });
        _world.Registry.AnswerNext(404, "");

        (await Should.ThrowAsync<OutsideUnavailableException>(() => Client.TagsAsync(App, None))).Message.ShouldContain("broke off");
    }

    private RegistryClient Client => _world.Get<RegistryClient>();
}
