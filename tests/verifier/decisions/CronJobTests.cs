using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class CronJobTests
{
    [Theory]
    [InlineData(false, "CronJob ns/nightly asks for 1.27 and has not run it yet")]
    [InlineData(true, "CronJob ns/nightly asks for 1.27 and has not run it yet; it is suspended")]
    public void its_template_is_what_is_judged_and_that_it_has_not_run_is_said(bool suspended, string words)
    {
        var checks = Judge(Of(CronJob("nginx:1.27") with { IsSuspended = suspended })).ShouldBeOfType<Judgement.Next>().Checks;

        checks.Select(c => (c.Check, c.Verdict, c.Detail)).ShouldBe(
        [
            ("rollout", CheckVerdict.Passed, "CronJob ns/nightly: its template is changed"),
            ("version", CheckVerdict.NotProven, words),
        ]);
    }

    [Fact]
    public void one_that_keeps_the_old_version_was_not_applied()
    {
        Judge(Of(CronJob("nginx:1.26"))).ShouldBeOfType<Judgement.Wait>();
        Judge(Of(CronJob("nginx:1.26")), late: true).ShouldBeOfType<Judgement.Fail>().Failure.Summary.ShouldBe("CI is green, but 1.26 of docker.io/library/nginx still runs (CronJob ns/nightly)");
    }

    [Fact]
    public void beside_a_service_one_that_keeps_the_old_version_is_another_stacks() =>
        Of(Workload(), CronJob("nginx:1.26")).Workloads.Select(w => w.Workload.Name).ShouldBe(["web"]);

    [Fact]
    public void beside_a_service_one_of_the_version_is_told_too()
    {
        var selection = Selection.Of(new ClusterState([Workload(), CronJob("nginx:1.27")], [Pod()]), "web", [Change]);

        Judge(selection).ShouldBeOfType<Judgement.Next>().Checks.Where(c => c.Check == "version").Select(c => c.Verdict).ShouldBe([CheckVerdict.Passed, CheckVerdict.NotProven]);
    }

    [Fact]
    public void those_of_other_images_are_not_looked_at_in_place_of_a_service() => Of(CronJob("other:1"), Workload("also-other:1", "x")).Workloads.Select(w => w.Workload.Name).ShouldBe(["x"]);

    private static Judgement Judge(Selection selection, bool late = false)
    {
        var progress = new Progress { Phase = Phase.Rollout, Since = Now, Checks = [Checks.Passed("ci", "green")], RolloutSince = Now };
        return RolloutJudgement.Judge(new RolloutLook(Applied(), selection, null, late ? Now.AddMinutes(15) : Now), progress, new VerifierOptions()).Judgement;
    }

    private static Selection Of(params Workload[] workloads) => Selection.Of(new ClusterState(workloads, []), "web", [Change]);

    private static Workload CronJob(string image) => Workload(image, "nightly", wanted: 0) with { Kind = "CronJob", Labels = new Dictionary<string, string>(), PodLabels = new Dictionary<string, string>(), Selects = _ => false };
}
