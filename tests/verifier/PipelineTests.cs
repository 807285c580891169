using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Verifier;

/// <summary>What becomes of an upgrade whose CI is well, unwell or absent.</summary>
public sealed class PipelineTests : IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await VerifierWorld.StartAsync();
        await _world.BeginAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_red_workflow_fails_with_the_last_words_of_its_step()
    {
        var failed = (await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Failure, ApplyLog = ["Planning", "Error: state is locked", "token=abcdef"] }, tag: null))
            .ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason, failed.Evidence.ExitCode).ShouldBe(("ci", FailureCause.Ci, "failure", 1));
        failed.Evidence.Summary.ShouldBe("pipeline 1: workflow default failed at step apply (exit code 1)");
        failed.Evidence.LogLines.ShouldBe(["Planning", "Error: state is locked", "token=***"]);
        failed.Evidence.Url.ShouldBe("https://ci.example.org/repos/1/pipeline/1");
    }

    [Fact]
    public async Task a_red_workflow_whose_pods_crash_is_the_versions_fault()
    {
        // Terraform waits for the rollout, gives up, and so CI is red because the version is bad.
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.CrashLoop(1, ["cannot read config"]);

        var failed = (await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Failure, Runs = TimeSpan.FromMinutes(10) })).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("pods", FailureCause.Version, "CrashLoopBackOff"));
        failed.Evidence.Summary.ShouldContain("workflow default failed");
        failed.Evidence.LogLines.ShouldContain("cannot read config");
    }

    [Fact]
    public async Task a_red_workflow_whose_pods_never_become_ready_is_the_versions_fault()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.NeverReady();

        var failed = (await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Failure, Runs = TimeSpan.FromMinutes(9) })).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("rollout", FailureCause.Version, "NotReady"));
    }

    [Fact]
    public async Task an_unrelated_red_workflow_does_not_matter()
    {
        (await _world.UpgradeAsync(new PipelineScript { Unrelated = WorkflowEnd.Failure })).ShouldBeOfType<UpgradeSucceeded>();
        _world.Ci.Pipelines.Single().Status.ShouldBe("failure");
    }

    [Fact]
    public async Task a_configuration_that_ci_cannot_read_is_said_in_its_words()
    {
        var failed = (await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Error }, tag: null)).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause).ShouldBe(("ci", FailureCause.Ci));
        failed.Evidence.Summary.ShouldBe("pipeline 1 could not start: yaml: line 3: mapping values are not allowed in this context");
    }

    [Fact]
    public async Task green_without_an_applied_change_is_no_success()
    {
        var failed = (await _world.UpgradeAsync(tag: null)).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause).ShouldBe(("version", FailureCause.Ci));
        failed.Evidence.Summary.ShouldBe($"CI is green, but 4.3.4 of {VerifierWorld.Image} still runs (Deployment url/shlink)");
    }

    [Fact]
    public async Task a_commit_without_a_pipeline_gets_one_by_hand_and_its_outcome()
    {
        _world.Ci.HeadOf = () => new string('b', 40);
        _world.Ci.OnManual = _ => new PipelineScript
        {
            OnApply = () =>
            {
                _world.Cluster.Apply(VerifierWorld.Workload("5.0.2"));
                return Task.CompletedTask;
            },
        };
        await _world.AppliedAsync(_world.Applied('a'));

        (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();

        _world.Ci.Pipelines.Select(p => p.Event).ShouldBe(["manual"]);
        (await _world.PublishedAsync<PipelineFound>()).Single().Number.ShouldBe(1);
    }

    [Fact]
    public async Task several_commits_without_pipelines_share_the_one_that_is_started_by_hand()
    {
        _world.Ci.HeadOf = () => new string('b', 40);
        _world.Ci.OnManual = _ => new PipelineScript();
        foreach (var sha in "cdef")
        {
            await _world.AppliedAsync(_world.Applied(sha) with { UpgradeId = Guid.NewGuid() });
        }

        await _world.VerdictAsync(count: 4);

        _world.Ci.Pipelines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task when_even_that_starts_nothing_the_failure_says_so()
    {
        await _world.AppliedAsync(_world.Applied('a'));

        var failed = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("ci", FailureCause.Ci, "no pipeline"));
        failed.Evidence.Summary.ShouldContain("every workflow is filtered out");
        _world.Ci.Requests.Count(r => r == "POST /api/repos/1/pipelines").ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_superseded_pipeline_is_followed_to_the_one_that_took_its_place(bool version2)
    {
        _world.Ci.SpeaksVersion2 = version2;
        _world.Push('a', new PipelineScript { SupersededByNext = true }, tag: null);
        await _world.AppliedAsync(_world.Applied('a'));
        await _world.MoveAsync(TimeSpan.FromMinutes(1));
        _world.Push('b', new PipelineScript(), "5.0.2");

        var succeeded = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.CommitSha.ShouldBe(new string('a', 40));
        succeeded.Checks[0].Detail.ShouldBe("pipeline 2: workflow default succeeded");
        (await _world.PublishedAsync<PipelineFound>()).Single().Number.ShouldBe(1);
    }

    [Fact]
    public async Task a_red_pipeline_of_a_later_commit_does_not_decide_when_the_version_runs_well()
    {
        _world.Push('a', new PipelineScript { SupersededByNext = true }, tag: null);
        await _world.AppliedAsync(_world.Applied('a'));
        await _world.MoveAsync(TimeSpan.FromMinutes(1));
        _world.Push('b', new PipelineScript { Default = WorkflowEnd.Failure }, "5.0.2");

        var succeeded = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();

        (succeeded.Checks[0].Check, succeeded.Checks[0].Verdict).ShouldBe(("ci", CheckVerdict.NotProven));
    }

    [Fact]
    public async Task a_red_pipeline_of_a_later_commit_explains_why_nothing_was_applied()
    {
        _world.Push('a', new PipelineScript { SupersededByNext = true }, tag: null);
        await _world.AppliedAsync(_world.Applied('a'));
        await _world.MoveAsync(TimeSpan.FromMinutes(1));
        _world.Push('b', new PipelineScript { Default = WorkflowEnd.Failure, ApplyLog = ["Error: other"] }, tag: null);

        var failed = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause).ShouldBe(("ci", FailureCause.Ci));
        failed.Evidence.Summary.ShouldContain("4.3.4 of ghcr.io/shlinkio/shlink still runs");
        failed.Evidence.LogLines.ShouldBe(["Error: other"]);
    }

    [Fact]
    public async Task a_red_pipeline_that_carried_another_upgrades_commit_does_not_decide_alone()
    {
        _world.Push('a', new PipelineScript { SupersededByNext = true }, tag: null);
        await _world.AppliedAsync(_world.Applied('a') with { UpgradeId = Guid.NewGuid() });
        await _world.MoveAsync(TimeSpan.FromMinutes(1));
        _world.Push('b', new PipelineScript { Default = WorkflowEnd.Failure }, "5.0.2");
        await _world.AppliedAsync(_world.Applied('b'));

        await _world.VerdictAsync(count: 2);

        (await _world.VerdictsAsync()).ShouldAllBe(v => v is UpgradeSucceeded);
    }

    [Fact]
    public async Task a_pipeline_that_a_person_stopped_fails()
    {
        var failed = (await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Killed }, tag: null)).ShouldBeOfType<UpgradeFailed>();

        failed.Evidence.Summary.ShouldBe("pipeline 1 was stopped and no later one of its branch took its place");
    }

    [Theory]
    [InlineData(2, 0, "pipeline 1 is still queued after 60 min")]
    [InlineData(0, 2, "pipeline 1 runs for more than 15 min")]
    public async Task deadlines_of_ci_are_said(int queuedHours, int runsHours, string summary)
    {
        var failed = (await _world.UpgradeAsync(new PipelineScript { Queued = TimeSpan.FromHours(queuedHours), Runs = TimeSpan.FromHours(runsHours) }, tag: null)).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Summary).ShouldBe(("ci", FailureCause.Ci, summary));
    }

    [Fact]
    public async Task a_pipeline_that_a_person_declined_is_not_the_versions_fault()
    {
        var failed = (await _world.UpgradeAsync(new PipelineScript { Default = WorkflowEnd.Declined }, tag: null)).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason).ShouldBe(("ci", FailureCause.Ci, "declined"));
        failed.Evidence.Summary.ShouldBe("pipeline 1 was declined by a person, so nothing was applied");
    }

    [Fact]
    public async Task a_woodpecker_of_2_x_is_understood_as_well()
    {
        _world.Ci.SpeaksVersion2 = true;

        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();
    }
}
