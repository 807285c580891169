using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>What CI makes of our commits, and what we make of CI.</summary>
public abstract class CiScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task red_ci_is_undone_and_is_not_held_against_the_version()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Ci.Next("web", CommitFate.Red);

        await pipeline.ReportAsync("web");

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>();
        outcome.Cause.ShouldBe(FailureCause.Ci);
        (await pipeline.EventAsync<UpgradeFailed>()).Evidence.LogLines.ShouldContain(l => l.Contains("state lock", StringComparison.Ordinal));
        (await pipeline.EventsAsync()).OfType<VersionQuarantined>().ShouldBeEmpty();
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.0.0"]);
        (await pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: web 1.0.0 -> 1.1.0\"", "upgrade: web 1.0.0 -> 1.1.0"]);
        await pipeline.ToldAsync("cause Ci");
    }

    [Theory]
    [InlineData(CommitFate.NoPipeline)]
    [InlineData(CommitFate.Slow)]
    public async Task what_is_not_the_versions_fault_does_not_stop_it(CommitFate fate)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Ci.Next("web", fate);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.LogAsync()).Count.ShouldBe(1);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.1.0"]);
        pipeline.World.Woodpecker.Pipelines.Count(p => p.Event == "manual").ShouldBe(fate == CommitFate.NoPipeline ? 1 : 0);
        await pipeline.ToldAsync("`web` upgraded");
    }

    [Fact]
    public async Task a_superseded_pipeline_is_judged_by_the_one_that_took_its_place()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web("first"), Fixtures.Web("second")]);
        pipeline.World.Ci.Next("first", CommitFate.SupersededByNext);
        await pipeline.ReportAsync("first");
        await pipeline.EventAsync<PipelineFound>(e => e.Stack == "first");

        await pipeline.ReportAsync("second");

        (await pipeline.OutcomeAsync("first")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.LogAsync()).Count.ShouldBe(2);
        await pipeline.ToldAsync("`second` upgraded");
    }

    [Fact]
    public async Task an_edit_is_made_again_on_a_head_that_has_moved()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        var others = 0;
        pipeline.World.Git.Hold.BeforePush = async repository =>
        {
            if (Interlocked.Increment(ref others) <= 2)
            {
                await pipeline.World.Git.CommitAsync(repository, new Dictionary<string, string?> { [$"state/{others}.json"] = "{}" }, "Woodpecker CI deploy [CI SKIP]");
            }
        };

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.0.0 -> 1.1.0", "Woodpecker CI deploy [CI SKIP]", "Woodpecker CI deploy [CI SKIP]"]);
        await pipeline.ToldAsync("`web` upgraded");
    }

    [Fact]
    public async Task a_push_that_a_hook_refuses_is_said_and_not_tried_for_ever()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        var pushes = 0;
        pipeline.World.Git.Hold.RefusePushes = "Protected branch: a review is needed";
        pipeline.World.Git.Hold.BeforePush = _ =>
        {
            Interlocked.Increment(ref pushes);
            return Task.CompletedTask;
        };

        await pipeline.ReportAsync("web");

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeAborted>();
        (outcome.Stage, outcome.VersionInGit).ShouldBe((AbortStage.Push, "1.0.0"));
        outcome.Reason.ShouldContain("a review is needed");
        pushes.ShouldBe(1);
        (await pipeline.LogAsync()).ShouldBeEmpty();
        await pipeline.ToldAsync("a review is needed");
    }
}

[Trait("Length", "long")]
public sealed class CiInMemory() : CiScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class CiOnRabbitMq(OnRabbitMq arrangement) : CiScenarios(arrangement), IClassFixture<OnRabbitMq>;
