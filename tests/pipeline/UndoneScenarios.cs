using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Pipeline;

/// <summary>What is put back when somebody else has been at the stack meanwhile.</summary>
public abstract class UndoneScenarios(Arrangement arrangement)
{
    private const string Upgraded = "upgrade: web 1.0.0 -> 1.1.0";
    private const string Reverted = "Revert \"upgrade: web 1.0.0 -> 1.1.0\"";

    [Fact]
    public async Task an_undo_finds_its_place_though_lines_above_it_have_moved()
    {
        await using var pipeline = await FailingAsync("stacks/web/main.tf", text => "# kept by a person\n\n" + text);

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("1.0.0");
        (await pipeline.SubjectsAsync()).ShouldBe([Reverted, "by a person", Upgraded]);
        var (before, now) = await pipeline.TextAsync("web");
        now.ShouldBe("# kept by a person\n\n" + before);
        await pipeline.ToldAsync("`1.1.0` did not work, `1.0.0` runs again");
    }

    [Fact]
    public async Task what_a_person_has_put_back_already_is_verified_and_not_put_back_twice()
    {
        await using var pipeline = await FailingAsync("stacks/web/main.tf", text => text.Replace("web:1.1.0", "web:1.0.0", StringComparison.Ordinal));

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("1.0.0");
        (await pipeline.SubjectsAsync()).ShouldBe(["by a person", Upgraded]);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.0.0"]);
        await pipeline.ToldAsync("`web` rolled back");
    }

    [Fact]
    public async Task where_a_person_has_gone_on_to_another_version_the_stack_is_theirs()
    {
        await using var pipeline = await FailingAsync("stacks/web/main.tf", text => text.Replace("web:1.1.0", "web:1.1.1", StringComparison.Ordinal));

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeAborted>();
        outcome.Reason.ShouldContain("a person took over");
        (await pipeline.SubjectsAsync()).ShouldBe(["by a person", Upgraded]);
        var told = await pipeline.ToldAsync("`web` not upgraded");
        told.ShouldContain("1.1.1");
        told.ShouldContain("a person has changed the stack since the version failed");
    }

    [Fact]
    public async Task a_file_that_has_moved_is_left_to_the_person_who_moved_it()
    {
        await using var pipeline = await FailingAsync(
            async p =>
            {
                var text = (await p.TextAsync("web")).Now;
                await p.World.Git.CommitAsync("infra", new Dictionary<string, string?> { ["stacks/web/main.tf"] = null, ["stacks/web/app.tf"] = text }, "by a person");
            });

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeAborted>();
        outcome.Reason.ShouldContain("is gone");
        (await pipeline.SubjectsAsync()).ShouldBe(["by a person", Upgraded]);
        await pipeline.ToldAsync("a person took over");
    }

    [Fact]
    public async Task an_undo_that_the_server_refuses_calls_a_person_with_the_commands_to_run()
    {
        await using var pipeline = await FailingAsync(p =>
        {
            p.World.Git.Hold.RefusePushes = "Protected branch: a review is needed";
            return Task.CompletedTask;
        });

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<RollbackFailed>();
        outcome.Reason.ShouldContain("a review is needed");
        outcome.GitState.ShouldContain("still holds 1.1.0");
        (await pipeline.SubjectsAsync()).ShouldBe([Upgraded]);
        var told = await pipeline.ToldAsync("CRITICAL");
        told.ShouldContain("a review is needed");
        told.ShouldContain("git show");
    }

    [Fact]
    public async Task a_plan_whose_version_was_moved_before_its_turn_is_made_again_from_there()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web() with { OtherTags = ["1.0.5"] }]);
        await pipeline.OperateAsync("pause");
        await pipeline.ReportAsync("web");
        await pipeline.StandsAsync("web", "waiting");
        await pipeline.EditAsync("stacks/web/main.tf", text => text.Replace("web:1.0.0\"", "web:1.0.5\"", StringComparison.Ordinal));

        await pipeline.OperateAsync("resume");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>().Images.Single().From.ShouldBe("1.0.5");
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.0.5 -> 1.1.0", "by a person"]);
        await pipeline.ToldAsync("planned anew");
    }

    [Fact]
    public async Task what_a_person_has_upgraded_already_is_left()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        await pipeline.OperateAsync("pause");
        await pipeline.ReportAsync("web");
        await pipeline.StandsAsync("web", "waiting");
        await pipeline.EditAsync("stacks/web/main.tf", text => text.Replace("web:1.0.0\"", "web:1.1.0\"", StringComparison.Ordinal));

        await pipeline.OperateAsync("resume");

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeAborted>();
        outcome.Reason.ShouldContain("git holds 1.1.0 already");
        (await pipeline.SubjectsAsync()).ShouldBe(["by a person"]);
        await pipeline.ToldAsync("git holds 1.1.0 already");
    }

    private Task<PipelineWorld> FailingAsync(string path, Func<string, string> edit) => FailingAsync(p => p.EditAsync(path, edit));

    /// <summary>1.1.0 crashes, and before it is put back somebody does something.</summary>
    private async Task<PipelineWorld> FailingAsync(Func<PipelineWorld, Task> meanwhile)
    {
        var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Break("web");
        var pushed = 0;
        pipeline.World.Git.Hold.AfterPush = async _ =>
        {
            if (Interlocked.Increment(ref pushed) == 1)
            {
                await meanwhile(pipeline);
            }
        };
        await pipeline.ReportAsync("web");
        return pipeline;
    }
}

[Trait("Length", "long")]
public sealed class UndoneInMemory() : UndoneScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class UndoneOnRabbitMq(OnRabbitMq arrangement) : UndoneScenarios(arrangement), IClassFixture<OnRabbitMq>;
