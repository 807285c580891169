using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class SelectionTests
{
    [Theory]
    [InlineData("nginx:1.27")]
    [InlineData("docker.io/nginx:1.26")]
    [InlineData("index.docker.io/library/nginx:1.27@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void workloads_are_found_by_their_image_however_it_is_spelt(string image) => Select(Workload(image, "any")).FoundBy.ShouldBe(FoundBy.Image);

    [Fact]
    public void the_same_image_at_a_third_version_is_somebody_elses()
    {
        var state = new ClusterState([Workload("nginx:1.27", "web"), Workload("nginx:1.19", "other")], []);

        Selection.Of(state, "web", [Change]).Workloads.Select(w => w.Workload.Name).ShouldBe(["web"]);
    }

    [Fact]
    public void unless_it_is_all_there_is() =>
        Selection.Of(new ClusterState([Workload("nginx:1.19", "web")], []), "web", [Change]).Workloads.ShouldHaveSingleItem().IsApplied.ShouldBeFalse();

    [Fact]
    public void without_the_image_the_label_tells_and_without_that_the_namespace()
    {
        var byLabel = Selection.Of(new ClusterState([Workload("a:1", "web"), Workload("b:1", "db")], []), "web", [Change]);
        (byLabel.FoundBy, byLabel.Workloads.Single().Workload.Name).ShouldBe((FoundBy.Label, "web"));

        var all = Selection.Of(new ClusterState([Workload("a:1", "x"), Workload("b:1", "y")], []), "web", [Change]);
        (all.FoundBy, all.Workloads.Count).ShouldBe((FoundBy.Namespace, 2));

        Selection.Of(ClusterState.Empty, "web", [Change]).Workloads.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nginx:1.27", true)]
    [InlineData("docker.io/library/nginx:1.27", true)]
    [InlineData("mirror.local/docker.io/library/nginx:1.27", true)]
    [InlineData("mirror.local/library/nginx:1.27", true)]
    [InlineData("nginx:1.26", false)]
    [InlineData("nginx", false)]
    [InlineData("evilnginx:1.27", false)]
    [InlineData("not an image", false)]
    public void a_pod_runs_the_version_also_through_a_mirror(string image, bool runs) => Select(Workload(), Pod(image)).Workloads[0].RunsTarget.ShouldBe(runs);

    [Fact]
    public void a_digest_that_is_pinned_must_be_the_one()
    {
        var digest = "sha256:" + new string('1', 64);
        var change = Change with { Digest = digest };

        ImageMatch.IsTarget($"nginx:1.27@{digest}", change).ShouldBeTrue();
        ImageMatch.IsTarget($"nginx@{digest}", change).ShouldBeTrue();
        ImageMatch.IsTarget("nginx:1.27@sha256:" + new string('2', 64), change).ShouldBeFalse();
        ImageMatch.IsTarget($"nginx@{digest}", Change).ShouldBeFalse();
    }

    [Fact]
    public void one_old_pod_is_enough_not_to_run_the_version() => Select(Workload(), Pod(), Pod("nginx:1.26", "web-2")).Workloads[0].RunsTarget.ShouldBeFalse();

    [Fact]
    public void pods_that_a_partition_keeps_do_not_count_but_some_pod_must_run_it()
    {
        var workload = Workload(wanted: 2) with { HeldBack = 1 };

        Select(workload, Pod(), Pod("nginx:1.26", "web-2")).Workloads[0].RunsTarget.ShouldBeTrue();
        Select(workload, Pod("nginx:1.26", "web-2")).Workloads[0].RunsTarget.ShouldBeFalse();
    }

    [Fact]
    public void every_container_of_the_image_counts_init_containers_too()
    {
        var workload = Workload() with { Containers = [new ContainerImage("migrate", "nginx:1.27"), new ContainerImage("server", "nginx:1.27"), new ContainerImage("exporter", "exporter:1")] };
        var pod = Pod() with
        {
            Containers = [new ContainerView { Name = "migrate", Image = "nginx:1.26", IsInit = true }, new ContainerView { Name = "server", Image = "nginx:1.27" }, new ContainerView { Name = "exporter", Image = "exporter:1" }],
        };

        Select(workload, pod).Workloads[0].RunsTarget.ShouldBeFalse();
        Select(workload, pod with { Containers = [pod.Containers[0] with { Image = "nginx:1.27" }, .. pod.Containers.Skip(1)] }).Workloads[0].RunsTarget.ShouldBeTrue();
    }
}
