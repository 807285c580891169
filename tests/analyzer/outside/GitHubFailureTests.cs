using Upgrades.Analyzer.Outside;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>
/// Whatever goes wrong at GitHub while the releases of a known repository are read: either the row is late and comes again (and when),
/// or the plan is made without notes and says why. What is tried again at once is in <see cref="RetryTests"/>.
/// </summary>
public sealed class GitHubFailureTests : IAsyncLifetime
{
    private const string Found = "{\"full_name\":\"o/app\",\"html_url\":\"https://github.com/o/app\"}";
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Registry.AddImage("o/app", ["1.0.0", "1.1.0"]);
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.1.0", "Fixes")]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(AnswerFault.HangUp, "cannot be reached")]
    [InlineData(AnswerFault.BreakOff, "broke off")]
    [InlineData(AnswerFault.Silence, "did not answer within 1 s")]
    public async Task what_breaks_below_http_makes_the_row_late(AnswerFault fault, string error)
    {
        if (fault == AnswerFault.Silence)
        {
            _world.Settings["GitHub:Timeout"] = "00:00:01";
        }

        _world.GitHub.AnswerNext(200, Found);
        _world.GitHub.FailNext(fault);

        (await LateAsync()).ShouldContain(error);
    }

    [Fact]
    public async Task nobody_there_makes_the_row_late()
    {
        _world.Settings["GitHub:Url"] = "http://127.0.0.1:1/";

        (await LateAsync()).ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData(500, "", "", "500")]
    [InlineData(502, "<html>Bad gateway</html>", "", "502")]
    [InlineData(503, "<html>Maintenance</html>", "", "503")]
    [InlineData(401, "{\"message\":\"Bad credentials\"}", "", "UPGRADES__GITHUB__TOKEN is not accepted")]
    [InlineData(422, "{\"message\":\"Validation Failed\"}", "", "422")]
    [InlineData(302, "", "https://elsewhere.example/repos/o/app/releases", "another host, which gets no token")]
    [InlineData(200, "<html>Log in to the proxy</html>", "", "something else than was asked for")]
    [InlineData(200, "{\"message\":\"nice\"}", "", "something else than was asked for")]
    [InlineData(200, "[[[[", "", "something else than was asked for")]
    public async Task an_answer_that_is_none_makes_the_row_late(int status, string body, string location, string error)
    {
        _world.GitHub.AnswerNext(200, Found);
        _world.GitHub.AnswerNext(status, body, location.Length == 0 ? null : new Dictionary<string, string> { ["Location"] = location });

        (await LateAsync()).ShouldContain(error);
    }

    [Fact]
    public async Task nesting_without_end_makes_the_row_late_and_breaks_nothing()
    {
        _world.GitHub.AnswerNext(200, Found);
        _world.GitHub.AnswerNext(200, new string('[', 1 << 20));

        (await LateAsync()).ShouldContain("something else");
    }

    [Fact]
    public async Task redirects_without_end_make_the_row_late()
    {
        for (var i = 0; i < 6; i++)
        {
            _world.GitHub.AnswerNext(301, "", new Dictionary<string, string> { ["Location"] = "/repositories/1" });
        }

        (await LateAsync()).ShouldContain("redirects in circles");
    }

    [Theory]
    [InlineData(429, "", "17", 17, 17)]
    [InlineData(429, "", "Thu, 01 Jan 2026 10:00:45 GMT", 45, 45)]
    [InlineData(429, "", null, 60, 60)]
    [InlineData(403, "{\"message\":\"You have exceeded a secondary rate limit\"}", null, 60, 60)]
    [InlineData(503, "", "90", 90, 90)]
    public async Task a_limit_makes_the_row_due_when_it_is_over(int status, string body, string? retryAfter, int least, int most)
    {
        var headers = new Dictionary<string, string> { ["Date"] = "Thu, 01 Jan 2026 10:00:00 GMT" };
        if (retryAfter is not null)
        {
            headers["Retry-After"] = retryAfter;
        }

        _world.GitHub.AnswerNext(200, Found);
        _world.GitHub.AnswerNext(status, body, headers);

        (await Should.ThrowAsync<RateLimitedException>(PlanAsync)).Wait.TotalSeconds.ShouldBeInRange(least, most);
    }

    [Fact]
    public async Task a_used_up_budget_makes_the_row_due_when_it_is_full_again()
    {
        _world.GitHub.Used = _world.GitHub.Limit;

        (await Should.ThrowAsync<RateLimitedException>(PlanAsync)).Wait.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData(403, "{\"message\":\"Resource not accessible by personal access token\"}", "answered 403 {\"message\":\"Resource not accessible")]
    [InlineData(451, "{\"message\":\"Repository access blocked\"}", "answered 451")]
    [InlineData(404, "{}", "o/app: ")]
    public async Task what_is_not_for_us_is_said_in_the_plan(int status, string body, string why)
    {
        _world.GitHub.AnswerNext(200, Found);
        _world.GitHub.AnswerNext(status, body);

        var plan = await PlanAsync();

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Summary[0].ShouldStartWith("No release notes: ");
        plan.Summary[0].ShouldContain(why);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(451)]
    public async Task a_repository_that_is_not_for_us_is_said_in_the_plan(int status)
    {
        _world.GitHub.AnswerNext(status, "{}");

        var plan = await PlanAsync();

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Summary[0].ShouldContain("no o/app");
    }

    [Fact]
    public async Task releases_too_long_for_a_page_are_read_in_smaller_ones()
    {
        // Bodies as long as GitHub takes them: 100 to a page are 12 MB.
        _world.GitHub.AddRepository("o/app", [.. Enumerable.Range(0, 130).Select(i => new ReleaseSpec(i == 0 ? "v1.1.0" : $"v1.0.{130 - i}-rc.1", new string('x', 120_000)))]);

        (await PlanAsync()).Summary[0].ShouldBe("1 release from 1.0.0 to 1.1.0");

        _world.GitHub.Requests.Where(r => r.Contains("/releases?per_page", StringComparison.Ordinal)).Select(r => r[(r.IndexOf('?', StringComparison.Ordinal) + 1)..])
            .ShouldBe(["per_page=100", "per_page=50&page=1", "per_page=50&page=2", "per_page=50&page=3"]);
    }

    [Fact]
    public async Task releases_that_are_too_long_however_few_are_asked_for_are_said_to_be_unreadable()
    {
        _world.GitHub.AnswerNext(200, Found);
        for (var i = 0; i < 4; i++)
        {
            _world.GitHub.AnswerNext(200, "[\"" + new string('x', OutsideCall.LongestAnswer) + "\"]");
        }

        var plan = await PlanAsync();

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Summary[0].ShouldContain("the releases of o/app cannot be read");
        plan.Summary[0].ShouldContain("more than 10 MB");
    }

    [Fact]
    public async Task a_changelog_file_that_is_too_long_costs_nothing_of_what_the_releases_say()
    {
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.1.0", "The old door was removed"), new ReleaseSpec("v1.0.5", "")], new Dictionary<string, string> { ["CHANGELOG.md"] = new string('x', 11 << 20) });

        (await PlanAsync()).Reasons.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => (r.Rule, r.Release).ShouldBe(("removed", "v1.1.0")));
    }

    [Fact]
    public async Task a_changelog_file_that_is_too_long_is_said_to_be_unreadable()
    {
        _world.GitHub.AddRepository("o/app", [], new Dictionary<string, string> { ["CHANGELOG.md"] = new string('x', 11 << 20) });

        var plan = await PlanAsync();

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Summary[0].ShouldContain("more than 10 MB");
    }

    private async Task<string> LateAsync() => (await Should.ThrowAsync<OutsideUnavailableException>(PlanAsync)).Message;

    private async Task<UpgradePlanned> PlanAsync() =>
        (await OneImage.PlanAsync(_world, OneImage.Head(("app", "o/app:1.0.0")), "o/app", "1.1.0")).Plans.ShouldHaveSingleItem();
}
