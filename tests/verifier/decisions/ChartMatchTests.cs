using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

/// <summary>Upgrades of a Helm chart, whose images are the chart's own affair.</summary>
public sealed class ChartMatchTests
{
    private static readonly ChartChange Chart = new() { Release = "shop", Chart = "oci://ghcr.io/owner/web", From = "1.2.3", To = "1.3.0+build.7" };

    [Theory]
    [InlineData("web-1.3.0_build.7", "1.3.0+build.7")]
    [InlineData("web-1.2.3", "1.2.3")]
    [InlineData("web-v9.9.9", "v9.9.9")]
    [InlineData("web-admin-1.3.0", null)]
    [InlineData("postgresql-16.1.0", null)]
    [InlineData(null, null)]
    public void the_label_tells_the_charts_version_and_a_subcharts_tells_nothing(string? label, string? version) =>
        ChartMatch.VersionOf(Labels(label), Chart).ShouldBe(version);

    [Fact]
    public void a_long_label_is_cut_as_helm_cuts_it()
    {
        var change = Chart with { Chart = new string('a', 50), To = "1.2.3-20261101-8" };

        ChartMatch.VersionOf(Labels($"{new string('a', 50)}-1.2.3-202611"), change).ShouldBe(change.To);
    }

    [Fact]
    public void workloads_are_found_by_helms_annotation_or_by_the_instance_label()
    {
        var byLabel = Workload(name: "a") with { Labels = new Dictionary<string, string> { ["app.kubernetes.io/instance"] = "shop" } };
        var byAnnotation = Workload(name: "b") with { Annotations = new Dictionary<string, string> { ["meta.helm.sh/release-name"] = "shop" } };
        var ofOther = byLabel with { Name = "c", Annotations = new Dictionary<string, string> { ["meta.helm.sh/release-name"] = "other" } };

        var selection = Of(byLabel, byAnnotation, ofOther);

        (selection.FoundBy, string.Join(' ', selection.Workloads.Select(w => w.Workload.Name))).ShouldBe((FoundBy.Chart, "a b"));
    }

    [Fact]
    public void an_applied_chart_passes_by_its_label()
    {
        var version = Judge(Of(InRelease("web-1.3.0_build.7"))).ShouldBeOfType<Judgement.Next>().Checks.Single(c => c.Check == "version");

        (version.Verdict, version.Detail).ShouldBe((CheckVerdict.Passed, "the label helm.sh/chart says 1.3.0+build.7 (Deployment ns/web)"));
    }

    [Fact]
    public void a_chart_that_ci_did_not_apply_is_found_out()
    {
        var selection = Of(InRelease("web-1.2.3"));

        Judge(selection).ShouldBeOfType<Judgement.Wait>();
        var failure = Judge(selection, late: true).ShouldBeOfType<Judgement.Fail>().Failure;
        (failure.Check, failure.Cause, failure.Summary).ShouldBe(
            ("version", FailureCause.Ci, "CI is green, but 1.2.3 of chart oci://ghcr.io/owner/web still runs (Deployment ns/web)"));
    }

    [Fact]
    public void pods_of_the_old_chart_are_not_the_versions_where_pods_have_the_label()
    {
        var workload = InRelease("web-1.3.0_build.7") with { PodLabels = Labels("web-1.3.0_build.7") };
        Selection Pods(string label) => Selection.Of(new ClusterState([workload], [Pod() with { Labels = Labels(label) }]), "web", [], [Chart]);

        Pods("web-1.2.3").Workloads[0].RunsTarget.ShouldBeFalse();
        Pods("web-1.3.0_build.7").Workloads[0].RunsTarget.ShouldBeTrue();
    }

    [Theory]
    [InlineData(4, 5, CheckVerdict.Passed)]
    [InlineData(5, 5, CheckVerdict.NotProven)]
    [InlineData(null, 5, CheckVerdict.NotProven)]
    public void without_the_label_only_a_change_since_the_baseline_proves_anything(int? before, int now, CheckVerdict verdict)
    {
        var baseline = before is { } generation ? Baseline.Of(Of(InRelease(null) with { Generation = generation }), [], []) : null;

        Judge(Of(InRelease(null) with { Generation = now }), baseline).ShouldBeOfType<Judgement.Next>().Checks.Single(c => c.Check == "version").Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void a_red_pipeline_is_explained_by_a_labelled_charts_pod_that_never_becomes_ready()
    {
        Failure? Seen(string? label) => RunningTrouble.Of(Selection.Of(new ClusterState([InRelease(label)], [Pod(ready: false)]), "web", [], [Chart]), null, Now.AddMinutes(5));

        Seen("web-1.3.0_build.7")!.Cause.ShouldBe(FailureCause.Version);
        Seen("web-1.2.3").ShouldBeNull();
        Seen(null).ShouldBeNull();
    }

    [Fact]
    public void a_release_that_is_not_there_proves_nothing() =>
        Judge(Of(Workload())).ShouldBeOfType<Judgement.Next>().Checks.Single(c => c.Check == "version").Detail
            .ShouldBe("no workload belongs to the release shop, so nothing tells its chart's version");

    private static Judgement Judge(Selection selection, Baseline? baseline = null, bool late = false)
    {
        var progress = new Progress { Phase = Phase.Rollout, Since = Now, Checks = [Checks.Passed("ci", "green")], RolloutSince = Now };
        var message = Applied() with { Images = [], Charts = [Chart] };
        return RolloutJudgement.Judge(new RolloutLook(message, selection, baseline, late ? Now.AddMinutes(15) : Now), progress, new VerifierOptions()).Judgement;
    }

    private static Selection Of(params Workload[] workloads) => Selection.Of(new ClusterState(workloads, []), "web", [], [Chart]);

    private static Workload InRelease(string? label) => Workload("anything:1") with
    {
        Labels = Labels(label),
        Annotations = new Dictionary<string, string> { ["meta.helm.sh/release-name"] = "shop" },
    };

    private static Dictionary<string, string> Labels(string? label) => label is null
        ? new Dictionary<string, string> { ["app"] = "web" }
        : new Dictionary<string, string> { ["app"] = "web", ["helm.sh/chart"] = label };
}
