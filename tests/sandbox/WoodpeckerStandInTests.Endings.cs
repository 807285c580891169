using System.Net;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Sandbox;

/// <summary>How pipelines end.</summary>
public sealed partial class WoodpeckerStandInTests
{
    [Theory]
    [InlineData(WorkflowEnd.Failure, null, "failure", "failure", 1)]
    [InlineData(WorkflowEnd.Success, WorkflowEnd.Failure, "failure", "success", 0)]
    [InlineData(WorkflowEnd.Killed, null, "killed", "killed", 137)]
    [InlineData(WorkflowEnd.Failure, WorkflowEnd.Error, "error", "failure", 1)]
    public async Task a_pipeline_is_as_bad_as_the_worst_of_its_workflows(
        WorkflowEnd end, WorkflowEnd? unrelated, string status, string state, int exitCode)
    {
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { Default = end, Unrelated = unrelated });

        _time.Advance(TimeSpan.FromMinutes(1));

        (await StateAsync(number)).ShouldBe((status, state));
        var workflows = (await PipelineAsync(number)).GetProperty("workflows").EnumerateArray().ToList();
        workflows.Select(w => w.GetProperty("name").GetString()).ShouldBe(unrelated is null ? ["default"] : ["default", "build-cli"]);
        workflows[0].GetProperty("children")[1].GetProperty("exit_code").GetInt32().ShouldBe(exitCode);
    }

    [Fact]
    public async Task a_configuration_that_cannot_be_read_leaves_errors_and_no_workflows()
    {
        var applied = false;
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript
        {
            Default = WorkflowEnd.Error,
            OnApply = () => Task.FromResult(applied = true),
        });

        _time.Advance(TimeSpan.FromMinutes(1));

        var pipeline = await PipelineAsync(number);
        pipeline.GetProperty("status").GetString().ShouldBe("error");
        pipeline.GetProperty("errors")[0].GetProperty("message").GetString()!.ShouldContain("yaml");
        pipeline.TryGetProperty("workflows", out _).ShouldBeFalse();
        applied.ShouldBeFalse();
    }

    [Theory]
    [InlineData(60, "killed", 1)]
    [InlineData(0, "skipped", 0)]
    public async Task a_superseded_pipeline_goes_on_until_the_next_one_comes(int seconds, string state, int applies)
    {
        var applied = 0;
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { SupersededByNext = true, OnApply = () => Task.FromResult(++applied) });
        _time.Advance(TimeSpan.FromSeconds(seconds));
        (await StateAsync(number)).Status.ShouldBe(seconds == 0 ? "pending" : "running");

        var next = _woodpecker.Start(Second, "master", "m", new PipelineScript());
        _time.Advance(TimeSpan.FromMinutes(1));

        (await StateAsync(number)).ShouldBe(("killed", state));
        (await PipelineAsync(number)).GetProperty("cancel_info").GetProperty("superseded_by").GetInt32().ShouldBe(next);
        (await StateAsync(next)).ShouldBe(("success", "success"));
        applied.ShouldBe(applies);
    }

    [Fact]
    public async Task a_person_can_cancel_what_is_not_over()
    {
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript());
        _time.Advance(TimeSpan.FromSeconds(10));

        (await PostAsync($"/api/repos/82/pipelines/{number}/cancel", "")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync($"/api/repos/82/pipelines/{number}/cancel", "")).Status.ShouldBe(HttpStatusCode.BadRequest);

        _time.Advance(TimeSpan.FromMinutes(1));
        (await StateAsync(number)).ShouldBe(("killed", "killed"));
        (await PipelineAsync(number)).GetProperty("cancel_info").TryGetProperty("canceled_by_user", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task a_pipeline_that_a_person_declines_is_blocked_until_then_and_never_runs()
    {
        var ran = false;
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript
        {
            Default = WorkflowEnd.Declined,
            OnApply = () =>
            {
                ran = true;
                return Task.CompletedTask;
            },
        });

        (await StateAsync(number)).ShouldBe(("blocked", "blocked"));
        _time.Advance(TimeSpan.FromMinutes(1));
        (await StateAsync(number)).ShouldBe(("declined", "declined"));
        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task a_step_may_fail_in_a_workflow_that_is_green()
    {
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { ApplyFailsQuietly = true });
        _time.Advance(TimeSpan.FromMinutes(1));

        (await StateAsync(number)).ShouldBe(("success", "success"));
        var step = (await PipelineAsync(number)).GetProperty("workflows")[0].GetProperty("children")[1];
        (Text(step, "state"), step.GetProperty("exit_code").GetInt32()).ShouldBe(("failure", 1));
    }
}
