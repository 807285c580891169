using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Verifier;

/// <summary>The store was lost between the baseline and the verdict.</summary>
public sealed class LostBaselineTests : IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await VerifierWorld.StartAsync();
        _world.Cluster.Apply(VerifierWorld.Workload("4.3.4"), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_good_version_is_good_and_it_is_said_what_is_not_known()
    {
        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "baseline").Verdict.ShouldBe(CheckVerdict.NotProven);
        succeeded.Checks.ShouldContain(c => c.Check == "version" && c.Verdict == CheckVerdict.Passed);
    }

    [Fact]
    public async Task a_crash_fails_but_is_not_held_against_the_version()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.CrashLoop(1, ["no"]);

        var failed = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>();

        (failed.Cause, failed.Check).ShouldBe((FailureCause.Unknown, "pods"));
        failed.Evidence.Summary.ShouldEndWith("there is no baseline: the state before the upgrade is not known, so it may have been so already");
    }

    [Fact]
    public async Task with_a_baseline_nothing_is_said_about_one()
    {
        await _world.BeginAsync();

        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>().Checks.ShouldNotContain(c => c.Check == "baseline");
    }
}
