using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class RolloutJudgementTests
{
    private static readonly RolloutState Waiting = new RolloutState.Waiting("0 of 1 pods are updated");
    private readonly Progress _progress = new() { Phase = Phase.Rollout, Since = Now, Checks = [Checks.Passed("ci", "green")] };

    [Fact]
    public void complete_with_every_pod_at_the_version_goes_on()
    {
        var move = Judge(Select(Workload(), Pod() with { Containers = [new ContainerView { Name = "server", Image = "nginx:1.27", Restarts = 1 }] }));

        move.Judgement.ShouldBeOfType<Judgement.Next>().Checks.ShouldAllBe(c => c.Verdict == CheckVerdict.Passed);
        move.Progress.Restarts.ShouldBe(new Dictionary<string, int> { ["uid-web-1/server"] = 1 });
    }

    [Fact]
    public void old_pods_may_do_what_they_like()
    {
        var old = Pod("nginx:1.26", "web-old", container: Crashing("nginx:1.26"));

        Judge(Select(Workload(rollout: Waiting), old, Pod(ready: false))).Judgement.ShouldBeOfType<Judgement.Wait>();
    }

    [Fact]
    public void a_crash_of_the_version_fails_at_once()
    {
        var failure = Fail(Select(Workload(rollout: Waiting), Pod(container: Crashing())));

        (failure.Check, failure.Cause, failure.Reason, failure.ExitCode, failure.Crashed).ShouldBe(("pods", FailureCause.Version, "CrashLoopBackOff", 1, true));
        failure.Summary.ShouldBe("Deployment ns/web: container server keeps crashing (3 restarts), exit code 1");
    }

    [Fact]
    public void a_failed_pull_may_heal_but_not_twice()
    {
        var pulling = Select(Workload(rollout: Waiting), Pod(container: new ContainerView { Name = "server", Image = "nginx:1.27", WaitingReason = "ErrImagePull", WaitingMessage = "not found" }));
        var backingOff = Select(Workload(rollout: Waiting), Pod(container: new ContainerView { Name = "server", Image = "nginx:1.27", WaitingReason = "ImagePullBackOff", WaitingMessage = "Back-off pulling image" }));

        var first = Judge(pulling);
        first.Judgement.ShouldBeOfType<Judgement.Wait>();
        Judge(Select(Workload(rollout: Waiting), Pod(ready: false)), first.Progress).Progress.TroubledLooks.ShouldBe(0);
        Judge(pulling, first.Progress).Judgement.ShouldBeOfType<Judgement.Fail>().Failure.Cause.ShouldBe(FailureCause.Version);
        // The back-off does not say why; the look before did.
        Judge(backingOff, first.Progress).Judgement.ShouldBeOfType<Judgement.Fail>().Failure.Cause.ShouldBe(FailureCause.Version);
    }

    [Fact]
    public void done_by_kubectls_rules_is_not_enough_while_an_old_pod_runs() =>
        Judge(Select(Workload(), Pod(), Pod("nginx:1.26", "web-2"))).Judgement.ShouldBeOfType<Judgement.Wait>().For.ShouldBe("Deployment ns/web: 1 of 2 pods run another version");

    [Fact]
    public void a_deployment_that_gave_up_fails_before_our_deadline()
    {
        var failure = Fail(Select(Workload(rollout: new RolloutState.Stuck("has timed out")), Pod(ready: false)));

        (failure.Check, failure.Cause, failure.Reason).ShouldBe(("rollout", FailureCause.Version, "NotReady"));
    }

    [Fact]
    public void an_old_template_that_gave_up_long_ago_is_not_taken_for_the_new_one() =>
        Judge(Select(Workload("nginx:1.26", rollout: new RolloutState.Stuck("has timed out")), Pod("nginx:1.26"))).Judgement.ShouldBeOfType<Judgement.Wait>();

    [Fact]
    public void at_the_deadline_whose_fault_it_is_depends_on_what_is_seen()
    {
        var waiting = Workload(rollout: Waiting);
        (string Check, FailureCause Cause) Late(Workload workload, params PodView[] pods)
        {
            var failure = Fail(Select(workload, pods), late: true);
            return (failure.Check, failure.Cause);
        }

        Late(Workload("nginx:1.26"), Pod("nginx:1.26")).ShouldBe(("version", FailureCause.Ci));
        Late(waiting, Pod(ready: false)).ShouldBe(("rollout", FailureCause.Version));
        Late(waiting, Pod(ready: false) with { Unschedulable = "0/3 nodes are available: insufficient memory" }).ShouldBe(("rollout", FailureCause.Cluster));
        Late(waiting, Pod(ready: false) with { Phase = "Unknown", Reason = "NodeLost" }).ShouldBe(("rollout", FailureCause.Cluster));
        Late(waiting, Pod() with { Phase = "Failed", Reason = "Evicted" }).ShouldBe(("rollout", FailureCause.Cluster));
        Late(waiting with { CreateFailure = "exceeded quota" }).ShouldBe(("rollout", FailureCause.Cluster));
        Late(waiting, Pod()).ShouldBe(("rollout", FailureCause.Unknown));
    }

    [Fact]
    public void what_was_not_rolled_out_before_is_waited_for_and_then_decides_nothing()
    {
        var selection = Select(Workload(rollout: Waiting), Pod(ready: false));
        var before = Baseline.Of(Select(Workload("nginx:1.26", rollout: Waiting), Pod("nginx:1.26", ready: false)), [], []);

        Judge(selection, baseline: before).Judgement.ShouldBeOfType<Judgement.Wait>();
        Judge(selection, baseline: before, late: true).Judgement.ShouldBeOfType<Judgement.Next>().Checks[0].Verdict.ShouldBe(CheckVerdict.BrokenBefore);
    }

    [Fact]
    public void but_that_the_version_was_not_applied_decides_all_the_same()
    {
        var before = Baseline.Of(Select(Workload("nginx:1.26", rollout: Waiting)), [], []);

        Fail(Select(Workload("nginx:1.26", rollout: Waiting)), before, late: true).Check.ShouldBe("version");
    }

    [Fact]
    public void scaled_to_nothing_proves_nothing() =>
        Judge(Select(Workload(wanted: 0))).Judgement.ShouldBeOfType<Judgement.Next>().Checks.Single(c => c.Check == "version").Verdict.ShouldBe(CheckVerdict.NotProven);

    [Fact]
    public void workloads_that_are_gone_are_waited_for()
    {
        var before = Baseline.Of(Select(Workload("nginx:1.26")), [], []);
        var nothing = Selection.Of(ClusterState.Empty, "web", [Change]);

        Judge(nothing, baseline: before).Judgement.ShouldBeOfType<Judgement.Wait>();
        Fail(nothing, before, late: true).Summary.ShouldContain("though there was one before: Deployment ns/web");
        Judge(nothing).Judgement.ShouldBeOfType<Judgement.Next>().Checks.ShouldAllBe(c => c.Verdict == CheckVerdict.NotProven);
    }

    [Fact]
    public void a_red_pipeline_is_explained_by_pods_that_fail_but_not_by_ones_that_only_start()
    {
        RunningTrouble.Of(Select(Workload(rollout: Waiting), Pod(container: Crashing())), null, Now)!.Cause.ShouldBe(FailureCause.Version);
        RunningTrouble.Of(Select(Workload(rollout: Waiting), Pod(ready: false)), null, Now.AddMinutes(10))!.Reason.ShouldBe("NotReady");
        RunningTrouble.Of(Select(Workload(rollout: Waiting), Pod(ready: false)), null, Now.AddSeconds(30)).ShouldBeNull();
        RunningTrouble.Of(Select(Workload("nginx:1.26"), Pod("nginx:1.26", ready: false)), null, Now.AddMinutes(10)).ShouldBeNull();
    }

    [Fact]
    public void a_container_that_migrates_its_data_has_more_time_and_no_end_of_it()
    {
        var open = Select(Workload(rollout: new RolloutState.Stuck("progress deadline exceeded")), Pod(ready: false));

        Migrating(open, 16).Judgement.ShouldBeOfType<Judgement.Wait>().For.ShouldBe("Deployment ns/web: container server of pod web-1 is migrating: Running migrations:");
        Migrating(open, 59).Judgement.ShouldBeOfType<Judgement.Wait>();
        Migrating(open, 60).Judgement.ShouldBeOfType<Judgement.Fail>();
    }

    [Fact]
    public void after_the_migration_there_is_a_rollouts_time_again()
    {
        var open = Select(Workload(rollout: Waiting), Pod(ready: false));
        var migrated = Migrating(open, 30).Progress;

        Later(open, migrated, 44).Judgement.ShouldBeOfType<Judgement.Wait>();
        Later(open, migrated, 45).Judgement.ShouldBeOfType<Judgement.Fail>();
    }

    private Move Migrating(Selection selection, int minutes) => RolloutJudgement.Judge(
        new RolloutLook(Applied(), selection, null, Now.AddMinutes(minutes)) { Migration = new Migration("web-1", "server", "Running migrations:") }, _progress with { RolloutSince = Now }, new VerifierOptions());

    private static Move Later(Selection selection, Progress progress, int minutes) =>
        RolloutJudgement.Judge(new RolloutLook(Applied(), selection, null, Now.AddMinutes(minutes)), progress, new VerifierOptions());

    private Failure Fail(Selection selection, Baseline? baseline = null, bool late = false) =>
        Judge(selection, baseline: baseline, late: late).Judgement.ShouldBeOfType<Judgement.Fail>().Failure;

    private Move Judge(Selection selection, Progress? progress = null, Baseline? baseline = null, bool late = false) => RolloutJudgement.Judge(
        new RolloutLook(Applied(), selection, baseline, late ? Now.AddMinutes(15) : Now), (progress ?? _progress) with { RolloutSince = Now }, new VerifierOptions());
}
