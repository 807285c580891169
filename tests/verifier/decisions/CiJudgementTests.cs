using Upgrades.Verifier;
using Upgrades.Verifier.Ci;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

using Pipeline = Upgrades.Verifier.Ci.Pipeline;

public sealed class CiJudgementTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly string Sha = new('a', 40);
    private readonly Progress _progress = new() { Since = Begin, Pipeline = 7, PipelineSince = Begin };

    [Theory]
    [InlineData("pending", "pending", "Wait", "pipeline 7, which is queued")]
    [InlineData("created", "created", "Wait", "pipeline 7, which is queued")]
    [InlineData("blocked", "blocked", "Wait", "pipeline 7, which waits for an approval")]
    [InlineData("blocked", "pending", "Wait", "pipeline 7, which waits for an approval")]
    [InlineData("running", "running", "Wait", "pipeline 7, which runs")]
    [InlineData("running", "a-state-of-later-years", "Wait", "pipeline 7, which runs")]
    [InlineData("failure", "success", "Green", "pipeline 7: workflow default succeeded")]
    [InlineData("killed", "success", "Green", "pipeline 7: workflow default succeeded")]
    [InlineData("success", "failure", "Red", "pipeline 7: workflow default ended with failure")]
    [InlineData("error", "error", "Red", "pipeline 7: workflow default ended with error")]
    [InlineData("declined", "declined", "Red", "pipeline 7 was declined by a person, so nothing was applied")]
    [InlineData("declined", "blocked", "Red", "pipeline 7 was declined by a person, so nothing was applied")]
    [InlineData("killed", "pending", "Red", "pipeline 7 was stopped and no later one of its branch took its place")]
    [InlineData("canceled", "blocked", "Red", "pipeline 7 was stopped and no later one of its branch took its place")]
    [InlineData("success", "skipped", "Red", "pipeline 7: workflow default was skipped, so nothing was applied")]
    [InlineData("killed", "killed", "Red", "pipeline 7 was stopped and no later one of its branch took its place")]
    [InlineData("canceled", "canceled", "Red", "pipeline 7 was stopped and no later one of its branch took its place")]
    [InlineData("killed", "skipped", "Red", "pipeline 7 was stopped and no later one of its branch took its place")]
    public void the_workflows_state_decides_and_never_the_pipelines(string pipeline, string workflow, string outcome, string words) =>
        Words(Judge(Pipeline(pipeline, Workflow("default", workflow), Workflow("build-cli", "failure")), Begin)).ShouldBe((outcome, words));

    [Theory]
    [InlineData("pending", "Wait", "pipeline 7, which is queued")]
    [InlineData("running", "Wait", "pipeline 7, which runs")]
    [InlineData("error", "Red", "pipeline 7 could not start: no such file")]
    [InlineData("failure", "Red", "pipeline 7 could not start: no such file")]
    [InlineData("declined", "Red", "pipeline 7 was declined by a person, so nothing was applied")]
    [InlineData("blocked", "Wait", "pipeline 7, which waits for an approval")]
    [InlineData("killed", "Red", "pipeline 7 was stopped and no later one of its branch took its place")]
    [InlineData("success", "Red", "pipeline 7 ended without a workflow named default (UPGRADES__WOODPECKER__WORKFLOW); it has: ")]
    public void a_pipeline_without_workflows(string pipeline, string outcome, string words) =>
        Words(Judge(Pipeline(pipeline) with { Errors = ["no such file"] }, Begin)).ShouldBe((outcome, words));

    [Fact]
    public void a_pipeline_without_our_workflow_names_the_setting_and_what_there_is() =>
        Words(Judge(Pipeline("success", Workflow("deploy", "success"), Workflow("lint", "success")), Begin)).Words
            .ShouldBe("pipeline 7 ended without a workflow named default (UPGRADES__WOODPECKER__WORKFLOW); it has: deploy, lint");

    [Fact]
    public void of_a_matrix_every_part_must_succeed()
    {
        Judge(Pipeline("running", Workflow("default", "success"), Workflow("default", "running")), Begin).ShouldBeOfType<CiOutcome.Wait>();
        Judge(Pipeline("failure", Workflow("default", "success"), Workflow("default", "failure")), Begin).ShouldBeOfType<CiOutcome.Red>();
        Judge(Pipeline("success", Workflow("default", "success"), Workflow("default", "success")), Begin).ShouldBeOfType<CiOutcome.Green>();
    }

    [Theory]
    [InlineData(null, 0, 4.9, "Wait")]
    [InlineData(null, 0, 5, "Trigger")]
    [InlineData(5.0, 0, 9.9, "Wait")]
    [InlineData(5.0, 0, 10, "Red")]
    public void no_pipeline(double? triggeredAfter, double since, double now, string outcome)
    {
        var progress = new Progress { Since = Begin.AddMinutes(since), TriggeredAt = triggeredAfter is { } t ? Begin.AddMinutes(t) : null };

        CiJudgement.Judge(new CiLook(Sha, null, null, "default", Begin.AddMinutes(now)), progress, new VerifierOptions()).Outcome.GetType().Name.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("pending", 59, "Wait")]
    [InlineData("pending", 60, "Red")]
    [InlineData("blocked", 60, "Red")]
    public void a_queue_has_an_hour(string state, int minutes, string outcome) =>
        Judge(Pipeline(state, Workflow("default", state)), Begin.AddMinutes(minutes)).GetType().Name.ShouldBe(outcome);

    [Fact]
    public void a_run_has_a_quarter_of_an_hour_from_its_start_however_long_it_was_queued()
    {
        var (_, running) = CiJudgement.Judge(Look(Pipeline("running", Workflow("default", "running")), Begin.AddMinutes(50)), _progress, new VerifierOptions());
        running.RunningSince.ShouldBe(Begin.AddMinutes(50));

        CiJudgement.Judge(Look(Pipeline("running", Workflow("default", "running")), Begin.AddMinutes(64)), running, new VerifierOptions()).Outcome.ShouldBeOfType<CiOutcome.Wait>();
        CiJudgement.Judge(Look(Pipeline("running", Workflow("default", "running")), Begin.AddMinutes(65)), running, new VerifierOptions()).Outcome.ShouldBeOfType<CiOutcome.Red>().Ended.ShouldBeFalse();
    }

    [Fact]
    public void superseded_pipelines_are_followed_for_half_an_hour_in_all()
    {
        var progress = _progress;
        for (var (number, minutes) = (8, 10); minutes <= 30; number++, minutes += 10)
        {
            (var outcome, progress) = CiJudgement.Judge(
                Look(Pipeline("killed", Workflow("default", "killed")) with { Number = number - 1 }, Begin.AddMinutes(minutes)) with { Successor = number }, progress, new VerifierOptions());
            outcome.ShouldBeOfType<CiOutcome.Wait>();
            progress.Pipeline.ShouldBe(number);
        }

        var late = CiJudgement.Judge(Look(Pipeline("running", Workflow("default", "running")), Begin.AddMinutes(40)), progress, new VerifierOptions());

        late.Outcome.ShouldBeOfType<CiOutcome.Red>().Words.ShouldContain("superseded");
    }

    [Fact]
    public void the_step_that_failed_is_named()
    {
        var pipeline = Pipeline("failure", new Workflow("default", "failure", "exit 1", [new PipelineStep(71, "clone", "success", 0, null), new PipelineStep(72, "apply", "failure", 2, null)]));

        Words(Judge(pipeline, Begin)).Words.ShouldBe("pipeline 7: workflow default failed at step apply (exit code 2): exit 1");
        CiJudgement.FailedStep(pipeline, "default")!.Id.ShouldBe(72);
    }

    [Fact]
    public void a_commits_pipeline_is_the_newest_that_has_it()
    {
        Pipeline[] newestFirst = [Pipeline("running") with { Number = 9, Commit = Sha }, Pipeline("success") with { Number = 8, Commit = "other" }, Pipeline("failure") with { Number = 7, Commit = Sha }];

        CiLookup.Of(newestFirst, Sha).ShouldBe(9);
        CiLookup.Of(newestFirst, new string('b', 40)).ShouldBeNull();
    }

    [Theory]
    [InlineData("manual", "master", 1, true)]
    [InlineData("manual", "master", -1, false)]
    [InlineData("manual", "feature", 1, false)]
    [InlineData("push", "master", 1, false)]
    public void only_a_pipeline_started_by_hand_after_the_commit_carries_it(string kind, string branch, int minutes, bool carries) =>
        CiLookup.ByHand([Pipeline("running") with { Event = kind, Branch = branch, Created = Begin.AddMinutes(minutes) }], "master", Begin).HasValue.ShouldBe(carries);

    [Fact]
    public void what_took_a_stopped_pipelines_place_is_what_it_names_else_the_next_of_its_branch()
    {
        Pipeline[] newestFirst =
        [
            Pipeline("running") with { Number = 11, Event = "push", Branch = "master" },
            Pipeline("success") with { Number = 10, Event = "manual", Branch = "master" },
            Pipeline("success") with { Number = 9, Event = "push", Branch = "feature" },
            Pipeline("success") with { Number = 8, Event = "pull_request", Branch = "master" },
        ];
        var stopped = Pipeline("killed") with { Event = "push", Branch = "master" };

        CiLookup.After(stopped, newestFirst).ShouldBe(10);
        CiLookup.After(stopped with { SupersededBy = 11 }, newestFirst).ShouldBe(11);
        CiLookup.After(stopped with { Branch = "gone" }, newestFirst).ShouldBeNull();
    }

    private CiOutcome Judge(Pipeline pipeline, DateTimeOffset now) => CiJudgement.Judge(Look(pipeline, now), _progress, new VerifierOptions()).Outcome;

    private static CiLook Look(Pipeline pipeline, DateTimeOffset now) => new(Sha, pipeline, null, "default", now);

    private static Pipeline Pipeline(string status, params Workflow[] workflows) => new() { Number = 7, Status = status, Workflows = workflows };

    private static Workflow Workflow(string name, string state) => new(name, state, null, []);

    private static (string Outcome, string? Words) Words(CiOutcome outcome) => (outcome.GetType().Name, outcome switch
    {
        CiOutcome.Wait wait => wait.For,
        CiOutcome.Green green => green.Words,
        CiOutcome.Red red => red.Words,
        _ => null,
    });
}
