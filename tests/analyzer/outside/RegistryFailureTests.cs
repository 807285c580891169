using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>Whatever goes wrong at a registry while a tag is looked up: the row is late and comes again (and when), or the update is skipped and says why.</summary>
public sealed class RegistryFailureTests : IAsyncLifetime
{
    private const string Digest = "sha256:0123456789012345678901234567890123456789012345678901234567890123";
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Registry.NeedsToken = false;
        _world.Registry.AddImage("o/app", ["1.0.0", "1.1.0"]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(AnswerFault.HangUp, "cannot be reached")]
    [InlineData(AnswerFault.Silence, "did not answer within 1 s")]
    public async Task what_breaks_below_http_makes_the_row_late(AnswerFault fault, string error)
    {
        if (fault == AnswerFault.Silence)
        {
            _world.Settings["Registry:Timeout"] = "00:00:01";
        }

        _world.Registry.FailNext(fault);

        (await LateAsync()).ShouldContain(error);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, "")]
    [InlineData(400, "{}")]
    [InlineData(418, "")]
    public async Task an_answer_that_is_none_makes_the_row_late(int status, string body)
    {
        _world.Registry.AnswerNext(status, body);

        (await LateAsync()).ShouldContain($"{status}");
    }

    [Theory]
    [InlineData("<html>Log in to the proxy</html>")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"manifests\":[[[[[[[[")]
    public async Task a_manifest_that_is_none_makes_the_row_late(string body)
    {
        Announce();
        _world.Registry.AnswerNext(200, body);

        (await LateAsync()).ShouldContain("something else than");
    }

    [Fact]
    public async Task a_manifest_that_breaks_off_or_is_too_long_makes_the_row_late()
    {
        Announce();
        _world.Registry.FailNext(AnswerFault.BreakOff);
        (await LateAsync()).ShouldContain("broke off");

        Announce();
        _world.Registry.AnswerNext(200, new string('x', OutsideCall.LongestAnswer + 1));
        (await LateAsync()).ShouldContain("more than 10 MB");
    }

    [Theory]
    [InlineData(429, "17", 17)]
    [InlineData(429, null, 60)]
    [InlineData(503, "90", 90)]
    public async Task a_limit_makes_the_row_due_when_it_is_over(int status, string? retryAfter, int seconds)
    {
        _world.Registry.AnswerNext(status, "", retryAfter is null ? null : new Dictionary<string, string> { ["Retry-After"] = retryAfter });

        (await Should.ThrowAsync<RateLimitedException>(PlanAsync)).Wait.ShouldBe(TimeSpan.FromSeconds(seconds));
        // The way back is closed meanwhile: nobody sends.
        var sent = _world.Registry.Requests.Count;
        await Should.ThrowAsync<RateLimitedException>(PlanAsync);
        _world.Registry.Requests.Count.ShouldBe(sent);
    }

    [Theory]
    [InlineData(404, "is not in its registry")]
    [InlineData(401, "not permitted to see it (401)")]
    [InlineData(403, "not permitted to see it (403)")]
    public async Task what_is_not_there_or_not_for_us_is_skipped_with_the_reason(int status, string why)
    {
        _world.Registry.AnswerNext(status, "{\"errors\":[{\"code\":\"DENIED\"}]}");
        _world.Registry.AnswerNext(status, "{\"errors\":[{\"code\":\"DENIED\"}]}");

        var skip = (await PlanAsync()).Skips.ShouldHaveSingleItem();

        skip.Reason.ShouldBe(SkipReason.TagNotInRegistry);
        skip.Detail.ShouldContain(why);
    }

    [Fact]
    public async Task redirects_without_end_make_the_row_late()
    {
        for (var i = 0; i < 10; i++)
        {
            _world.Registry.AnswerNext(307, "", new Dictionary<string, string> { ["Location"] = "/v2/o/app/manifests/1.1.0" });
        }

        (await LateAsync()).ShouldContain("redirects in circles");
    }

    [Fact]
    public async Task nobody_there_makes_the_row_late()
    {
        _world.Settings["Registry:Hosts:0:Url"] = "http://127.0.0.1:1/";

        (await LateAsync()).ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task a_realm_that_is_not_well_makes_the_row_late()
    {
        _world.Registry.NeedsToken = true;
        foreach (var (status, body, error) in ((int, string, string)[])[(500, "", "500"), (200, "<html>", "no token"), (200, "{}", "no token"), (200, "{\"token\":\"a\\r\\nX: b\"}", "no token")])
        {
            _world.Registry.AnswerNext(401, "", new Dictionary<string, string> { ["WWW-Authenticate"] = $"Bearer realm=\"{_world.RegistryAddress}token\"" });
            _world.Registry.AnswerNext(status, body);

            (await LateAsync()).ShouldContain(error);
        }
    }

    /// <summary>HEAD says that the tag is there, so that the manifest is asked for.</summary>
    private void Announce() => _world.Registry.AnswerNext(200, "", new Dictionary<string, string> { ["Docker-Content-Digest"] = Digest });

    private async Task<string> LateAsync() => (await Should.ThrowAsync<OutsideUnavailableException>(PlanAsync)).Message;

    private Task<UpdatePlan> PlanAsync() => OneImage.PlanAsync(_world, OneImage.Head(("app", "o/app:1.0.0")), "o/app", "1.1.0");
}
