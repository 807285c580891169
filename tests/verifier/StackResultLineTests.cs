using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Verifier;

/// <summary>What CI's own words about a stack mean for its upgrade.</summary>
public sealed class StackResultLineTests : IAsyncLifetime
{
    private static readonly CheckPlan ResultsOfCi = new() { CiResultPattern = @"^\[(?<stack>[^\]]+)\] (?:(?<ok>OK)|(?<skipped>SKIPPED)|(?<failed>FAILED))" };
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await VerifierWorld.StartAsync();
        await _world.BeginAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_green_workflow_that_skipped_the_stack_and_nothing_new_running_says_both()
    {
        _world.Checks = ResultsOfCi;

        var failed = (await _world.UpgradeAsync(new PipelineScript { ApplyLog = ["[other] OK", "[url] SKIPPED (locked)"] }, tag: null)).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("ci", FailureCause.Ci, "skipped"));
        failed.Evidence.Summary.ShouldBe(
            $"4.3.4 of {VerifierWorld.Image} still runs (Deployment url/shlink): CI is green, but it skipped the stack ([url] SKIPPED (locked)): is it locked?");
        failed.Evidence.LogLines.ShouldBe(["[other] OK", "[url] SKIPPED (locked)"]);
        failed.Evidence.Url.ShouldBe("https://ci.example.org/repos/1/pipeline/1");
    }

    [Fact]
    public async Task a_stack_that_ci_skipped_and_somebody_else_applied_is_judged_by_what_runs()
    {
        _world.Checks = ResultsOfCi;

        Ci((await _world.UpgradeAsync(new PipelineScript { ApplyLog = ["[url] SKIPPED (locked)"] })).ShouldBeOfType<UpgradeSucceeded>())
            .ShouldBe((CheckVerdict.NotProven, "CI is green, but it skipped the stack ([url] SKIPPED (locked)): is it locked?"));
    }

    [Fact]
    public async Task a_stack_that_failed_in_a_green_workflow_has_failed()
    {
        _world.Checks = ResultsOfCi;

        var failed = (await _world.UpgradeAsync(new PipelineScript { ApplyFailsQuietly = true, ApplyLog = ["Error: no such namespace", "[url] FAILED", "[other] OK"] }, tag: null))
            .ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("ci", FailureCause.Ci, "failed"));
        failed.Evidence.Summary.ShouldBe("pipeline 1: workflow default succeeded, but its log says: [url] FAILED");
        failed.Evidence.LogLines.ShouldBe(["Error: no such namespace", "[url] FAILED", "[other] OK"]);
    }

    [Fact]
    public async Task a_red_workflow_whose_log_says_that_the_stack_is_well_does_not_decide()
    {
        _world.Checks = ResultsOfCi;

        Ci((await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Failure, ApplyLog = ["[url] OK", "[other] FAILED"] })).ShouldBeOfType<UpgradeSucceeded>()).ShouldBe(
            (CheckVerdict.NotProven, "pipeline 1: workflow default failed at step apply (exit code 1), but its log says: [url] OK; so the fault is another's, and what runs decides"));
    }

    [Fact]
    public async Task upgrades_in_one_pipeline_are_judged_each_by_its_own_line()
    {
        _world.Checks = ResultsOfCi;
        _world.Push('a', new PipelineScript { SupersededByNext = true }, tag: null);
        await _world.AppliedAsync(_world.Applied('a') with { UpgradeId = Guid.NewGuid(), Stack = "platform/other", Namespaces = ["other"] });
        await _world.MoveAsync(TimeSpan.FromMinutes(1));
        _world.Push('b', new PipelineScript { Default = WorkflowEnd.Failure, ApplyLog = ["[url] OK", "Error: quota", "[other] FAILED"] }, "5.0.2");
        await _world.AppliedAsync(_world.Applied('b'));

        await _world.VerdictAsync(count: 2);

        var verdicts = await _world.VerdictsAsync();
        verdicts.OfType<UpgradeSucceeded>().ShouldHaveSingleItem().Stack.ShouldBe("url");
        verdicts.OfType<UpgradeFailed>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            f => f.Stack.ShouldBe("platform/other"), f => f.Evidence.LogLines.ShouldBe(["[url] OK", "Error: quota", "[other] FAILED"]), f => f.Evidence.Summary.ShouldEndWith("its log says: [other] FAILED"));
    }

    [Fact]
    public async Task pods_of_the_version_explain_a_stack_that_failed_in_ci()
    {
        _world.Checks = ResultsOfCi;
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.CrashLoop(1, ["cannot read config"]);

        var failed = (await _world.UpgradeAsync(new PipelineScript { Runs = TimeSpan.FromMinutes(10), ApplyLog = ["[url] FAILED"] })).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause).ShouldBe(("pods", FailureCause.Version));
        failed.Evidence.Summary.ShouldContain("its log says: [url] FAILED");
    }

    [Theory]
    [InlineData("[other] OK", CheckVerdict.NotProven, "pipeline 1: workflow default succeeded, but its log says nothing of the stack")]
    [InlineData("[url] OK", CheckVerdict.Passed, "pipeline 1: workflow default succeeded, and its log says: [url] OK")]
    public async Task a_green_log_that_says_nothing_of_the_stack_proves_nothing(string line, CheckVerdict verdict, string detail)
    {
        _world.Checks = ResultsOfCi;

        Ci((await _world.UpgradeAsync(new PipelineScript { ApplyLog = [line] })).ShouldBeOfType<UpgradeSucceeded>()).ShouldBe((verdict, detail));
    }

    private static (CheckVerdict Verdict, string Detail) Ci(UpgradeSucceeded succeeded) => (succeeded.Checks[0].Verdict, succeeded.Checks[0].Detail);
}
