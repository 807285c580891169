using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Verifier;

/// <summary>What was broken before an upgrade is reported, and decides nothing.</summary>
public sealed class BrokenBeforeTests : IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_host_that_was_down_and_stays_down()
    {
        _world.Answer = _ => 502;
        (await _world.BeginAsync()).Problems.ShouldBe(["https://shlink.example.org/ answered 502 before the upgrade"]);

        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        Verdict(succeeded, "http").ShouldBe(CheckVerdict.BrokenBefore);
    }

    [Fact]
    public async Task a_host_that_refused_with_the_same_code_is_fine()
    {
        _world.Answer = _ => 403;
        await _world.BeginAsync();

        Verdict((await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>(), "http").ShouldBe(CheckVerdict.Passed);
    }

    [Fact]
    public async Task a_refusal_that_is_new_fails()
    {
        await _world.BeginAsync();
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.AnswersHttp(404);

        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>().Evidence.HttpStatus.ShouldBe(404);
    }

    [Fact]
    public async Task a_service_that_never_became_ready_and_does_not_now()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:4.3.4"] = new ImageBehaviour.NeverReady();
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.NeverReady();
        (await _world.BeginAsync()).Problems[0].ShouldStartWith("Deployment url/shlink is not rolled out");

        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        Verdict(succeeded, "rollout").ShouldBe(CheckVerdict.BrokenBefore);
        Verdict(succeeded, "http").ShouldBe(CheckVerdict.BrokenBefore);
    }

    [Fact]
    public async Task a_service_that_crashed_before_and_crashes_now()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:4.3.4"] = new ImageBehaviour.CrashLoop(1, ["old"]);
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.CrashLoop(1, ["new"]);
        (await _world.BeginAsync()).Problems.ShouldContain(p => p.Contains("container server of pod", StringComparison.Ordinal) && p.EndsWith("is in CrashLoopBackOff", StringComparison.Ordinal));

        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>().Checks.ShouldContain(c => c.Check == "pods" && c.Verdict == CheckVerdict.BrokenBefore);
    }

    [Fact]
    public async Task a_pod_that_is_only_just_starting_does_not_pass_for_broken()
    {
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.3"), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.4"));

        (await _world.BeginAsync()).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_monitor_that_was_down_decides_nothing()
    {
        _world.Monitors[0] = _world.Monitors[0] with { Status = 0 };
        (await _world.BeginAsync()).Problems.ShouldBe(["Uptime Kuma's monitor short links was down before the upgrade"]);

        Verdict((await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>(), "uptime-kuma").ShouldBe(CheckVerdict.BrokenBefore);
    }

    private static CheckVerdict Verdict(UpgradeSucceeded succeeded, string check) => succeeded.Checks.Single(c => c.Check == check).Verdict;
}
