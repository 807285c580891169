using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>What is tried again at once. What is left after that is a late row.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Settings["Outside:Retries"] = "2";
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First")]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task a_server_that_is_not_well_is_asked_three_times(int status)
    {
        Fail(2, () => _world.GitHub.AnswerNext(status, "<html>"));
        (await FindAsync()).ShouldNotBeNull();
        _world.GitHub.Requests.Count.ShouldBe(3);

        Fail(3, () => _world.GitHub.AnswerNext(status, "<html>"));
        (await Should.ThrowAsync<OutsideUnavailableException>(FindAsync)).Message.ShouldContain($"{status}");
        _world.GitHub.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(AnswerFault.HangUp)]
    [InlineData(AnswerFault.BreakOff)]
    public async Task a_connection_that_breaks_is_made_again(AnswerFault fault)
    {
        Fail(2, () => _world.GitHub.FailNext(fault));
        (await FindAsync()).ShouldNotBeNull();

        Fail(3, () => _world.GitHub.FailNext(fault));
        await Should.ThrowAsync<OutsideUnavailableException>(FindAsync);
    }

    [Fact]
    public async Task between_tries_time_passes()
    {
        var time = new FakeTimeProvider();
        _world.Settings["Outside:RetryDelay"] = "00:00:01";
        _world.Furnish = services => services.AddSingleton(new OutsideClock(time));
        Fail(2, () => _world.GitHub.AnswerNext(502, "<html>"));

        var finding = FindAsync();
        foreach (var sent in (int[])[1, 2])
        {
            await Eventually.TrueAsync(() => Task.FromResult(_world.GitHub.Requests.Count == sent), $"request {sent}");
            finding.IsCompleted.ShouldBeFalse();
            // With jitter it is about a second, then about two. The delay begins a moment after the answer.
            await Eventually.TrueAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(500));
                    return Task.FromResult(_world.GitHub.Requests.Count > sent);
                },
                $"request {sent + 1}");
        }

        (await finding).ShouldNotBeNull();
    }

    [Fact]
    public async Task who_says_nothing_is_not_waited_for_again()
    {
        _world.Settings["GitHub:Timeout"] = "00:00:00.200";
        _world.GitHub.FailNext(AnswerFault.Silence);

        (await Should.ThrowAsync<OutsideUnavailableException>(FindAsync)).Message.ShouldContain("did not answer");
        _world.GitHub.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(451)]
    public async Task an_answer_is_an_answer(int status)
    {
        _world.GitHub.AnswerNext(status, "{}");

        await Record.ExceptionAsync(FindAsync);

        _world.GitHub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_limit_of_minutes_is_not_waited_for_and_nobody_sends_meanwhile()
    {
        _world.GitHub.AnswerNext(429, "", new Dictionary<string, string> { ["Retry-After"] = "300" });
        (await Should.ThrowAsync<RateLimitedException>(FindAsync)).Wait.ShouldBe(TimeSpan.FromMinutes(5));

        var again = await Should.ThrowAsync<RateLimitedException>(FindAsync);

        again.Wait.ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        again.Message.ShouldContain("has had enough of us");
        _world.GitHub.Requests.Count.ShouldBe(1);
        // The registry is another host.
        _world.Registry.AddImage("o/app", ["1.0.0"]);
        (await _world.Get<RegistryClient>().TagsAsync(ImageReference.Parse("o/app"), None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task the_last_request_of_a_budget_is_the_last_one_sent()
    {
        _world.GitHub.Used = _world.GitHub.Limit - 1;
        (await FindAsync()).ShouldNotBeNull();

        (await Should.ThrowAsync<RateLimitedException>(FindAsync)).Wait.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        _world.GitHub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task so_many_at_a_time_and_no_more()
    {
        _world.Settings["Outside:Parallelism"] = "3";
        _world.Settings["GitHub:Timeout"] = "00:00:10";
        Fail(3, () => _world.GitHub.FailNext(AnswerFault.Silence));
        using var enough = new CancellationTokenSource();
        var client = _world.Get<GitHubClient>();
        var stuck = Enumerable.Range(0, 3).Select(_ => client.FindRepositoryAsync("o/app", enough.Token)).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(_world.GitHub.Requests.Count == 3), "three requests");

        var fourth = client.FindRepositoryAsync("o/app", None);
        fourth.IsCompleted.ShouldBeFalse();
        _world.GitHub.Requests.Count.ShouldBe(3);
        await enough.CancelAsync();

        (await fourth).ShouldNotBeNull();
        foreach (var one in stuck)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => one);
        }
    }

    private static void Fail(int times, Action fail)
    {
        for (var i = 0; i < times; i++)
        {
            fail();
        }
    }

    private Task<GitHubRepository?> FindAsync() => _world.Get<GitHubClient>().FindRepositoryAsync("o/app", None);
}
