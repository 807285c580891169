using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class WindowJudgementTests
{
    private const string Url = "https://web.example/";
    private static readonly Selection Fine = Select(Workload(), Pod());
    private Progress _progress = new() { Phase = Phase.Window, Since = Now, Restarts = new Dictionary<string, int> { ["uid-web-1/server"] = 1 } };

    [Fact]
    public void the_window_ends_when_it_was_watched_to_its_end()
    {
        for (var seconds = 0; seconds < 120; seconds += 15)
        {
            Look(seconds).ShouldBeOfType<Judgement.Wait>();
        }

        Look(120).ShouldBeOfType<Judgement.Next>().Checks[0].Verdict.ShouldBe(CheckVerdict.Passed);
    }

    [Fact]
    public void the_last_look_comes_when_the_window_ends_and_not_later()
    {
        for (var seconds = 0; seconds <= 105; seconds += 15)
        {
            Look(seconds).ShouldBeOfType<Judgement.Wait>().Pause.ShouldBe(TimeSpan.FromSeconds(15));
        }

        Look(112).ShouldBeOfType<Judgement.Wait>().Pause.ShouldBe(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void time_without_looks_is_not_counted()
    {
        Look(0);
        Look(3600);
        _progress.Observed.ShouldBe(TimeSpan.FromSeconds(15));
        Look(3630, blind: true);
        _progress.Observed.ShouldBe(TimeSpan.FromSeconds(30));
        Look(3660);
        _progress.Observed.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void a_pod_that_is_replaced_is_waited_for_and_nothing_is_judged_meanwhile()
    {
        var replaced = Select(Workload(rollout: new RolloutState.Waiting("0 of 1")), Pod(name: "web-2", ready: false));
        Look(0, status: 502).ShouldBeOfType<Judgement.Wait>();
        for (var seconds = 15; seconds < 150; seconds += 15)
        {
            Look(seconds, replaced, status: 503).ShouldBeOfType<Judgement.Wait>().For.ShouldBe("Deployment ns/web: pod web-2, which replaces another one, or was on a node that started anew");
        }

        _progress.InARow.ShouldBeEmpty();
        var fine = Select(Workload(), Pod(name: "web-2"));
        Look(150, fine).ShouldBeOfType<Judgement.Wait>().For.ShouldStartWith("the window");
        for (var seconds = 165; seconds < 255; seconds += 15)
        {
            Look(seconds, fine).ShouldBeOfType<Judgement.Wait>();
        }

        Look(255, fine).ShouldBeOfType<Judgement.Next>().Checks[0].Detail.ShouldEndWith("1 replaced meanwhile)");
    }

    [Fact]
    public void a_node_that_starts_anew_restarts_its_pods_and_that_is_no_crash()
    {
        var restarted = new ContainerView { Name = "server", Image = "nginx:1.27", Restarts = 2, EndedBefore = new Ending("Unknown", 255) };
        Look(0).ShouldBeOfType<Judgement.Wait>();
        Look(15, Select(Workload(rollout: new RolloutState.Waiting("0 of 1")), Pod(ready: false, container: restarted)), status: 503).ShouldBeOfType<Judgement.Wait>().For.ShouldContain("started anew");
        Look(30, Select(Workload(), Pod(container: restarted with { Ready = true }))).ShouldBeOfType<Judgement.Wait>().For.ShouldStartWith("the window");
        Look(45, Select(Workload(), Pod(container: restarted with { Ready = true, Restarts = 3, EndedBefore = new Ending("Error", 1) }))).ShouldBeOfType<Judgement.Fail>();
    }

    [Fact]
    public void a_replacement_that_crashes_fails_at_once_and_one_that_never_comes_up_when_a_rollouts_time_is_over()
    {
        var replaced = Select(Workload(rollout: new RolloutState.Waiting("0 of 1")), Pod(name: "web-2", ready: false));
        Look(0, replaced).ShouldBeOfType<Judgement.Wait>();
        Look(899, replaced).ShouldBeOfType<Judgement.Wait>();
        Look(900, replaced).ShouldBeOfType<Judgement.Fail>().Failure.Check.ShouldBe("pods");
        Look(15, Select(Workload(rollout: new RolloutState.Waiting("0 of 1")), Pod(name: "web-2", container: Crashing()))).ShouldBeOfType<Judgement.Fail>();
    }

    [Fact]
    public void a_bad_last_look_is_looked_at_again_before_anything_is_decided()
    {
        for (var seconds = 0; seconds < 120; seconds += 15)
        {
            Look(seconds);
        }

        Look(120, status: 502).ShouldBeOfType<Judgement.Wait>();
        Look(135).ShouldBeOfType<Judgement.Next>();
    }

    [Fact]
    public void three_bad_answers_in_a_row_fail_and_a_good_one_between_starts_anew()
    {
        Look(0, status: 502);
        Look(15, status: 502);
        Look(30);
        Look(45, status: 500);
        Look(60, status: 503).ShouldBeOfType<Judgement.Wait>();

        Look(75, status: 500).ShouldBeOfType<Judgement.Fail>().Failure.HttpStatus.ShouldBe(500);
    }

    [Fact]
    public void a_restart_fails_at_once_and_those_of_before_do_not()
    {
        Look(0, Select(Workload(), Pod(container: Running(restarts: 1)))).ShouldBeOfType<Judgement.Wait>();

        var failure = Look(15, Select(Workload(), Pod(container: Running(restarts: 2)))).ShouldBeOfType<Judgement.Fail>().Failure;

        failure.Summary.ShouldBe("Deployment ns/web: container server restarted while it was watched, exit code 139");
    }

    [Fact]
    public void a_pod_that_takes_anothers_place_is_said_and_its_count_begins_at_nothing()
    {
        Look(0);
        var replaced = Select(Workload(), Pod(name: "web-2"));
        for (var seconds = 15; seconds < 120; seconds += 15)
        {
            Look(seconds, replaced);
        }

        Look(120, replaced).ShouldBeOfType<Judgement.Next>().Checks[0].Detail.ShouldBe("no crash and no restart within 2 min (1 pod; 1 replaced meanwhile)");
    }

    [Fact]
    public void a_service_that_is_not_ready_any_more_fails_after_three_looks()
    {
        var unready = Select(Workload(rollout: new RolloutState.Waiting("0 of 1 updated pods are available")), Pod(ready: false));
        Look(0, unready);
        Look(15, unready).ShouldBeOfType<Judgement.Wait>();

        var failure = Look(30, unready).ShouldBeOfType<Judgement.Fail>().Failure;

        (failure.Check, failure.Cause, failure.Pod).ShouldBe(("pods", FailureCause.Version, "web-1"));
    }

    [Fact]
    public void somebody_else_changing_the_version_meanwhile_is_not_its_fault()
    {
        var other = Select(Workload("nginx:1.28"), Pod("nginx:1.28"));
        Look(0, other);
        Look(15, other);

        var failure = Look(30, other).ShouldBeOfType<Judgement.Fail>().Failure;

        (failure.Check, failure.Cause).ShouldBe(("version", FailureCause.Unknown));
        failure.Summary.ShouldBe("Deployment ns/web runs 1.28 of docker.io/library/nginx now: somebody else has changed it, 3 times in a row");
    }

    [Fact]
    public void workloads_that_vanish_are_no_success()
    {
        var nothing = Selection.Of(ClusterState.Empty, "web", [Change]);
        Look(0, nothing);
        Look(15, nothing);

        Look(30, nothing).ShouldBeOfType<Judgement.Fail>().Failure.Summary.ShouldContain("are gone");
    }

    [Theory]
    [InlineData(200, null, CheckVerdict.Passed)]
    [InlineData(302, 200, CheckVerdict.Passed)]
    [InlineData(399, 200, CheckVerdict.Passed)]
    [InlineData(401, 200, CheckVerdict.Passed)]
    [InlineData(200, 503, CheckVerdict.Passed)]
    [InlineData(403, 403, CheckVerdict.Passed)]
    [InlineData(404, 200, CheckVerdict.Failed)]
    [InlineData(404, 403, CheckVerdict.Failed)]
    [InlineData(429, 503, CheckVerdict.Failed)]
    [InlineData(500, 200, CheckVerdict.Failed)]
    [InlineData(500, 404, CheckVerdict.Failed)]
    [InlineData(503, 503, CheckVerdict.BrokenBefore)]
    [InlineData(null, 200, CheckVerdict.Failed)]
    [InlineData(null, 0, CheckVerdict.BrokenBefore)]
    [InlineData(502, 0, CheckVerdict.BrokenBefore)]
    public void answers_compared_with_those_of_before(int? status, int? before, CheckVerdict verdict)
    {
        // 0 stands for no answer.
        var baseline = new Baseline { Answers = before is { } code ? [new HttpAnswer(Url, code == 0 ? null : code)] : [] };

        HttpJudgement.Of(new HttpAnswer(Url, status), baseline).ShouldBe(verdict);
    }

    [Fact]
    public void a_refusal_without_a_known_before_is_not_proven() => HttpJudgement.Of(new HttpAnswer(Url, 404), null).ShouldBe(CheckVerdict.NotProven);

    private static ContainerView Running(int restarts) => new() { Name = "server", Image = "nginx:1.27", Ready = true, Restarts = restarts, EndedBefore = new Ending("Error", 139) };

    private Judgement Look(int seconds, Selection? selection = null, int? status = 200, bool blind = false)
    {
        var look = new WindowLook(Applied(), selection ?? Fine, new Baseline(), [new HttpAnswer(Url, status)], new MonitorLook([], []), Now.AddSeconds(seconds), blind);
        var move = WindowJudgement.Judge(look, _progress, new VerifierOptions());
        _progress = move.Progress;
        return move.Judgement;
    }
}
