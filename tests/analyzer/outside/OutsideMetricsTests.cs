using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>Each world has ports of its own, so that nobody else counts under its names.</summary>
public sealed class OutsideMetricsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First")]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task githubs_budget_is_shown()
    {
        _world.GitHub.Used = 41;
        await FindAsync();

        var host = _world.GitHubAddress.Authority;
        OutsideMetrics.BudgetLimit.WithLabels(host, "core").Value.ShouldBe(5000);
        OutsideMetrics.BudgetRemaining.WithLabels(host, "core").Value.ShouldBe(4958);
        OutsideMetrics.BudgetReset.WithLabels(host, "core").Value.ShouldBe(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), tolerance: 600);
    }

    [Fact]
    public async Task requests_are_counted_by_what_came_of_them()
    {
        (string Outcome, int Count)[] expected = [("ok", 1), ("unchanged", 1), ("not_found", 1), ("refused", 2), ("client_error", 1), ("server_error", 1), ("unreachable", 1), ("broken", 1), ("limited", 1)];
        double Counted(string outcome) => OutsideMetrics.Requests.WithLabels(_world.GitHubAddress.Authority, outcome).Value;
        // Counters are the process's, and another test may have had the same port.
        var before = expected.ToDictionary(e => e.Outcome, e => Counted(e.Outcome));
        await FindAsync();
        await FindAsync();
        await FindAsync("o/none");
        Action[] failures =
        [
            () => _world.GitHub.AnswerNext(401, "{}"), () => _world.GitHub.AnswerNext(403, "{}"), () => _world.GitHub.AnswerNext(422, "{}"), () => _world.GitHub.AnswerNext(500, ""),
            () => _world.GitHub.FailNext(AnswerFault.HangUp), () => _world.GitHub.FailNext(AnswerFault.BreakOff), () => _world.GitHub.AnswerNext(429, ""),
        ];
        foreach (var fail in failures)
        {
            fail();
            await Record.ExceptionAsync(() => FindAsync());
        }

        // Known to be closed: nothing was sent.
        await Should.ThrowAsync<RateLimitedException>(() => FindAsync());
        foreach (var (outcome, count) in expected)
        {
            (Counted(outcome) - before[outcome]).ShouldBe(count, outcome);
        }

        OutsideMetrics.ClosedUntil.WithLabels(_world.GitHubAddress.Authority).Value.ShouldBe(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60, tolerance: 60);
    }

    [Fact]
    public async Task a_registrys_pulls_are_shown_and_close_nothing()
    {
        _world.Registry.NeedsToken = false;
        _world.Registry.AnswerNext(200, "{\"tags\":[\"1.0\"]}", new Dictionary<string, string> { ["ratelimit-limit"] = "100;w=21600", ["ratelimit-remaining"] = "0;w=21600" });
        var client = _world.Get<RegistryClient>();

        await client.TagsAsync(ImageReference.Parse("o/app"), None);

        OutsideMetrics.BudgetRemaining.WithLabels(_world.RegistryAddress.Authority, "pulls").Value.ShouldBe(0);
        OutsideMetrics.BudgetLimit.WithLabels(_world.RegistryAddress.Authority, "pulls").Value.ShouldBe(100);
        (await client.TagsAsync(ImageReference.Parse("o/app"), None)).ShouldBeEmpty();
    }

    private Task FindAsync(string name = "o/app") => _world.Get<GitHubClient>().FindRepositoryAsync(name, None);
}
