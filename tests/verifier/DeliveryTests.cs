using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Verifier;

/// <summary>Messages come again, systems are away; nothing is decided twice and nothing is concluded from silence.</summary>
public abstract class DeliveryScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync(database: await DatabaseAsync());

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_start_that_comes_again_gets_the_same_baseline_again()
    {
        await _world.StartedAsync();
        var first = await _world.BeginAsync();
        _world.Answer = _ => 500;

        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.FromMinutes(1));

        var recorded = await _world.PublishedAsync<BaselineRecorded>();
        recorded.Count.ShouldBe(2);
        recorded.ShouldAllBe(b => b.UpgradeId == first.UpgradeId && b.Problems.Count == 0);
    }

    [Fact]
    public async Task a_commit_that_is_told_again_while_watched_is_watched_once()
    {
        await _world.BeginAsync();
        _world.Push('a', new PipelineScript(), "5.0.2");
        var applied = _world.Applied('a');
        for (var i = 0; i < 5; i++)
        {
            await _world.AppliedAsync(applied);
            await _world.MoveAsync(TimeSpan.FromSeconds(20));
        }

        await _world.VerdictAsync();
        await _world.MoveAsync(TimeSpan.FromMinutes(5));

        (await _world.VerdictsAsync()).Count.ShouldBe(1);
        (await _world.PublishedAsync<PipelineFound>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_commit_that_is_told_again_after_its_verdict_gets_the_same_verdict()
    {
        await _world.BeginAsync();
        var first = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();
        _world.Cluster.Apply(VerifierWorld.Workload("9.9.9"));

        await _world.AppliedAsync(_world.Applied('a'));
        await _world.MoveAsync(TimeSpan.FromMinutes(5));

        var verdicts = await _world.VerdictsAsync();
        verdicts.Count.ShouldBe(2);
        verdicts[1].ShouldBeOfType<UpgradeSucceeded>().Checks.ShouldBe(first.Checks);
    }

    [Fact]
    public async Task while_the_cluster_cannot_be_asked_the_row_is_late_and_nothing_is_concluded()
    {
        await _world.BeginAsync();
        _world.Push('a', new PipelineScript(), "5.0.2");
        await _world.AppliedAsync(_world.Applied('a'));
        await UntilWindowAsync();
        for (var i = 0; i < 12; i++)
        {
            _world.Cluster.AnswerNext(503, "apiserver is starting");
        }

        await _world.MoveAsync(TimeSpan.FromSeconds(15));
        (await _world.LastErrorAsync())!.ShouldContain("ServiceUnavailable");
        await _world.MoveAsync(TimeSpan.FromMinutes(3));
        (await _world.VerdictsAsync()).ShouldBeEmpty();

        (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();
    }

    [Fact]
    public async Task time_in_which_the_cluster_could_not_be_asked_is_not_counted_as_watched()
    {
        await _world.BeginAsync();
        _world.Push('a', new PipelineScript(), "5.0.2");
        await _world.AppliedAsync(_world.Applied('a') with { Window = TimeSpan.FromMinutes(10) });
        await UntilWindowAsync();
        var begin = _world.Time.GetUtcNow();
        for (var i = 0; i < 4; i++)
        {
            _world.Cluster.AnswerNext(503, "apiserver is starting");
        }

        await _world.MoveAsync(TimeSpan.FromSeconds(15));
        await _world.MoveAsync(TimeSpan.FromMinutes(30));
        await _world.VerdictAsync();

        (_world.Time.GetUtcNow() - begin).ShouldBeGreaterThan(TimeSpan.FromMinutes(38));
    }

    [Fact]
    public async Task while_ci_cannot_be_asked_the_row_says_which_setting_may_be_wrong()
    {
        await _world.BeginAsync();
        _world.Ci.Token = "another";
        await _world.AppliedAsync(_world.Applied('a'));

        await _world.MoveAsync(TimeSpan.Zero);

        (await _world.LastErrorAsync()).ShouldBe("UPGRADES__WOODPECKER__TOKEN is not accepted (401)");
        _world.Ci.Token = null;
        _world.Push('a', new PipelineScript(), "5.0.2");
        (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();
    }

    [Theory]
    [InlineData("step is not between 1 and stepCount")]
    [InlineData("commitSha is not a commit id of 40 or 64 hexadecimal digits")]
    [InlineData("namespaces holds something that is no Kubernetes namespace")]
    [InlineData("window is not between nothing and a day")]
    public async Task a_message_that_makes_no_sense_is_refused_with_the_field(string words)
    {
        var applied = _world.Applied('a');
        var wrong = words.Split(' ')[0] switch
        {
            "step" => applied with { Step = 2 },
            "commitSha" => applied with { CommitSha = "HEAD" },
            "window" => applied with { Window = TimeSpan.FromDays(-1) },
            _ => applied with { Namespaces = ["../kube-system"] },
        };

        (await Should.ThrowAsync<FormatException>(() => _world.AppliedAsync(wrong))).Message.ShouldBe(words);
    }

    private async Task UntilWindowAsync()
    {
        for (var i = 0; i < 100 && (await _world.WaitingAsync())?.Contains("the window, of which", StringComparison.Ordinal) != true; i++)
        {
            await _world.MoveAsync(TimeSpan.FromSeconds(5));
        }
    }
}

public sealed class DeliveryTests() : DeliveryScenarios(null);

[Trait("Length", "long")]
public sealed class DeliveryOnPostgresTests(PostgresServer postgres) : DeliveryScenarios(postgres);
