using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Verifier;

/// <summary>An undo is judged by what runs.</summary>
public abstract class RollbackScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync(database: await DatabaseAsync());

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_old_version_running_well_is_rolled_back_and_says_what_had_failed()
    {
        await FailAsync();

        var rolledBack = (await UndoAsync(new PipelineScript(), "4.3.4")).ShouldBeOfType<UpgradeRolledBack>();

        (rolledBack.FailedVersion, rolledBack.RunningVersion, rolledBack.UndoCommit, rolledBack.DatabaseRestored).ShouldBe(("5.0.2", "4.3.4", new string('b', 40), false));
        rolledBack.Cause.ShouldBe(FailureCause.Version);
        rolledBack.Reason.ShouldContain("keeps crashing");
        rolledBack.Checks.ShouldContain(c => c.Check == "version" && c.Verdict == CheckVerdict.Passed);
    }

    [Fact]
    public async Task red_ci_does_not_decide_over_an_undo_that_runs()
    {
        await FailAsync();

        var rolledBack = (await UndoAsync(new PipelineScript { Default = WorkflowEnd.Failure }, "4.3.4")).ShouldBeOfType<UpgradeRolledBack>();

        rolledBack.Checks[0].Detail.ShouldEndWith("for an undo, what runs decides");
    }

    [Fact]
    public async Task an_undo_that_no_pipeline_applies_fails()
    {
        await FailAsync();
        await _world.AppliedAsync(_world.Applied('b', StepKind.Rollback, "5.0.2", "4.3.4"));

        var failed = (await _world.VerdictAsync(count: 2)).ShouldBeOfType<UpgradeFailed>();

        (failed.Kind, failed.Check, failed.Cause).ShouldBe((StepKind.Rollback, "version", FailureCause.Ci));
        failed.Evidence.Summary.ShouldContain("5.0.2 of ghcr.io/shlinkio/shlink still runs");
    }

    [Fact]
    public async Task an_old_version_that_does_not_start_any_more_fails()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.AnswersHttp(500);
        await _world.BeginAsync();
        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>();
        _world.Behaviours[$"{VerifierWorld.Image}:4.3.4"] = new ImageBehaviour.CrashLoop(1, ["schema is newer than this version"]);

        var failed = (await UndoAsync(new PipelineScript(), "4.3.4")).ShouldBeOfType<UpgradeFailed>();

        (failed.Kind, failed.Check, failed.Cause).ShouldBe((StepKind.Rollback, "pods", FailureCause.Version));
        failed.Evidence.LogLines.ShouldContain("schema is newer than this version");
    }

    [Fact]
    public async Task an_undo_of_something_unknown_here_has_an_unknown_cause()
    {
        _world.Cluster.Apply(VerifierWorld.Workload("5.0.2"));

        var rolledBack = (await UndoAsync(new PipelineScript(), "4.3.4", count: 1)).ShouldBeOfType<UpgradeRolledBack>();

        (rolledBack.Cause, rolledBack.Reason).ShouldBe((FailureCause.Unknown, "why it was undone is not known here"));
    }

    [Fact]
    public async Task an_undo_with_nothing_to_see_and_red_ci_is_not_called_good()
    {
        var failed = (await UndoAsync(new PipelineScript { Default = WorkflowEnd.Failure }, tag: null, count: 1)).ShouldBeOfType<UpgradeFailed>();

        (failed.Kind, failed.Check, failed.Cause).ShouldBe((StepKind.Rollback, "ci", FailureCause.Ci));
    }

    private async Task FailAsync()
    {
        _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = new ImageBehaviour.CrashLoop(1, ["boom"]);
        await _world.BeginAsync();
        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>();
    }

    private async Task<object> UndoAsync(PipelineScript script, string? tag, int count = 2)
    {
        _world.Push('b', script, tag);
        await _world.AppliedAsync(_world.Applied('b', StepKind.Rollback, "5.0.2", "4.3.4"));
        return await _world.VerdictAsync(count);
    }
}

public sealed class RollbackTests() : RollbackScenarios(null);

[Trait("Length", "long")]
public sealed class RollbackOnPostgresTests(PostgresServer postgres) : RollbackScenarios(postgres);
