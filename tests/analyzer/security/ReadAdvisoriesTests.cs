using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Security;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Security;

public sealed class ReadAdvisoriesTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.GitHub.AddRepository("o/app", []);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task every_page_is_read_by_its_cursor()
    {
        _world.GitHub.PageSize = 10;
        _world.GitHub.AddAdvisories("o/app", [.. Enumerable.Range(0, 25).Select(i => new AdvisorySpec("GHSA-2345-6789-cfgh", "low", "Words", new AffectedSpec("app", "< 1.0")) { Cve = $"CVE-2026-{1000 + i}" })]);

        var read = await ReadAsync();

        read.Select(a => a.Id).ShouldBe(Enumerable.Range(0, 25).Reverse().Select(i => $"CVE-2026-{1000 + i}"));
        read[0].ShouldSatisfyAllConditions(
            a => a.Ids.ShouldBe(["GHSA-2345-6789-cfgh", "CVE-2026-1024"]), a => a.Severity.ShouldBe("low"), a => a.IsWithdrawn.ShouldBeFalse(),
            a => a.Affected.ShouldBe([new AffectedPackage("app", "< 1.0", "")]), a => a.Url.ShouldBe("https://github.com/o/app/security/advisories/GHSA-2345-6789-cfgh"));
    }

    [Fact]
    public async Task a_hundred_pages_are_not_read()
    {
        _world.GitHub.PageSize = 1;
        _world.GitHub.AddAdvisories("o/app", [.. Enumerable.Range(0, 100).Select(i => new AdvisorySpec("GHSA-2345-6789-cfgh", "low", "Words"))]);

        (await ReadAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task what_has_not_changed_costs_nothing()
    {
        _world.GitHub.AddAdvisories("o/app", new AdvisorySpec("GHSA-2345-6789-cfgh", "low", "Words"));
        await ReadAsync();
        var used = _world.GitHub.Used;

        (await ReadAsync()).Count.ShouldBe(1);

        _world.GitHub.Used.ShouldBe(used);
    }

    [Theory]
    [InlineData(404, "{\"message\":\"Not Found\"}")]
    [InlineData(403, "{\"message\":\"Resource not accessible by personal access token\"}")]
    public async Task who_may_not_see_them_goes_on_without(int status, string body)
    {
        _world.GitHub.AnswerNext(status, body);

        (await ReadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task switched_off_is_none() => (await ReadAsync()).ShouldBeEmpty();

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "<html>Log in</html>")]
    [InlineData(200, "{}")]
    public async Task an_outage_is_one_for_the_notes_too(int status, string body)
    {
        _world.GitHub.AnswerNext(status, body);

        await Should.ThrowAsync<OutsideUnavailableException>(ReadAsync);
    }

    [Fact]
    public async Task a_limit_says_how_long_to_wait()
    {
        _world.GitHub.AnswerNext(429, "", new Dictionary<string, string> { ["Retry-After"] = "17" });

        (await Should.ThrowAsync<RateLimitedException>(ReadAsync)).Wait.ShouldBe(TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task one_that_makes_no_sense_does_not_hide_the_others()
    {
        _world.GitHub.AnswerNext(200, """
            [1, null, {}, {"ghsa_id":"rm -rf /","summary":"x"}, {"ghsa_id":5,"cve_id":{},"vulnerabilities":"x"}, {"ghsa_id":"GHSA-2345-6789-cfgh","state":"draft"},
             {"ghsa_id":"GHSA-2345-6789-cfgh","severity":"awful","summary":null,"identifiers":[1],"vulnerabilities":[null,{"package":1,"vulnerable_version_range":2}]}]
            """);

        var only = (await ReadAsync()).ShouldHaveSingleItem();

        (only.Id, only.Severity, only.Summary).ShouldBe(("GHSA-2345-6789-cfgh", null, null));
        only.Affected.ShouldBe([new AffectedPackage(null, null, null)]);
    }

    private Task<IReadOnlyList<PublishedAdvisory>> ReadAsync() => _world.Get<ReadAdvisories>().OfAsync("o/app", CancellationToken.None);
}
