using Microsoft.Extensions.DependencyInjection;
using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Outside;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>Through GitHub's client, which is the one that lives by it.</summary>
public sealed class AnswerCacheTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly KeptAnswers _kept = new();
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Furnish = services => services.AddSingleton<IAnswerStore>(_kept);
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First")]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_process_that_starts_again_goes_on_with_what_the_one_before_kept()
    {
        var first = await TagAsync();
        _world.Forget();

        (await TagAsync()).ShouldBe(first);
        _world.GitHub.NotModified.ShouldBe(1);
    }

    [Fact]
    public async Task what_one_token_may_see_is_not_for_another()
    {
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First"), new ReleaseSpec("v2.0.0", "Draft", Draft: true)]);
        await TagAsync();
        _world.Forget();
        (_world.GitHub.Token, _world.Settings["GitHub:Token"]) = ("other", null);

        (await TagAsync()).ShouldBe("v1.0.0");
        _world.GitHub.NotModified.ShouldBe(0);
        _kept.Answers.Count.ShouldBe(2);
        _kept.Answers.Keys.ShouldAllBe(k => k.Length == 64);
    }

    [Fact]
    public async Task what_has_changed_is_read_anew()
    {
        await TagAsync();
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First"), new ReleaseSpec("v1.1.0", "Second")]);

        (await TagAsync()).ShouldBe("v1.1.0");
        (await TagAsync()).ShouldBe("v1.1.0");
        _world.GitHub.NotModified.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_spoiled_is_forgotten_and_asked_for_without_it()
    {
        await TagAsync();
        var (key, answer) = _kept.Answers.Single();
        _kept.Answers[key] = answer with { Body = [1, 2, 3] };

        (await TagAsync()).ShouldBe("v1.0.0");
        _world.GitHub.NotModified.ShouldBe(0);
        (await TagAsync()).ShouldBe("v1.0.0");
        _world.GitHub.NotModified.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_gone_is_forgotten()
    {
        await TagAsync();
        _world.GitHub.AnswerNext(404, "{}");

        await TagAsync();

        _kept.Answers.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_answer_that_was_kept_still_leads_to_the_next_page()
    {
        _world.GitHub.PageSize = 1;
        _world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.0.0", "First"), new ReleaseSpec("v1.1.0", "Second")]);
        await TagAsync();

        List<string> tags = [];
        await foreach (var page in _world.Get<GitHubClient>().ReleasePagesAsync("o/app", 9, None))
        {
            tags.AddRange(page.Select(r => r.TagName));
        }

        tags.ShouldBe(["v1.1.0", "v1.0.0"]);
        _world.GitHub.NotModified.ShouldBe(1);
    }

    private async Task<string?> TagAsync()
    {
        await foreach (var page in _world.Get<GitHubClient>().ReleasePagesAsync("o/app", 1, None))
        {
            return page.Count > 0 ? page[0].TagName : null;
        }

        return null;
    }

    /// <summary>A store that outlives its process, and that a test can look into.</summary>
    private sealed class KeptAnswers : IAnswerStore
    {
        public Dictionary<string, StoredAnswer> Answers { get; } = [];

        public Task<StoredAnswer?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Answers.GetValueOrDefault(key));

        public Task KeepAsync(string key, StoredAnswer answer, CancellationToken cancellationToken) => Task.FromResult(Answers[key] = answer);

        public Task TouchAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DropAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Answers.Remove(key));
    }
}
