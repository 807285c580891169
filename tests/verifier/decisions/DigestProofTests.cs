using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class DigestProofTests
{
    private static readonly string Wanted = "sha256:" + new string('1', 64);
    private static readonly string Other = "sha256:" + new string('2', 64);

    [Theory]
    [InlineData("docker.io/library/nginx@sha256:1", true)]
    [InlineData("docker-pullable://mirror.local/nginx@sha256:1", true)]
    [InlineData("docker.io/library/nginx@sha256:2", false)]
    [InlineData("", true)]
    [InlineData("sha256:2", true)]
    public void a_pod_of_the_right_tag_is_the_version_unless_its_node_pulled_another_digest(string imageId, bool runs) =>
        Pinned(Pulled(imageId)).RunsTarget.ShouldBe(runs);

    [Fact]
    public void without_a_digest_what_was_pulled_is_not_compared() => Select(Workload(), Pulled("docker.io/library/nginx@sha256:2")).Workloads[0].RunsTarget.ShouldBeTrue();

    [Fact]
    public void another_digest_is_named_when_time_is_up()
    {
        var failure = RolloutFailure.Of(Pinned(Pulled("docker.io/library/nginx@sha256:2")), new Progress { Since = Now });

        (failure.Check, failure.Cause, failure.Pod).ShouldBe(("version", FailureCause.Unknown, "web-1"));
        failure.Summary.ShouldBe($"Deployment ns/web: pod web-1 runs 1.27 by another digest, {Other} instead of {Wanted}");
    }

    private static SelectedWorkload Pinned(PodView pod) =>
        Selection.Of(new ClusterState([Workload()], [pod]), "web", [Change with { Digest = Wanted }]).Workloads[0];

    private static PodView Pulled(string imageId) => Pod(container: new ContainerView
    {
        Name = "server",
        Image = "nginx:1.27",
        ImageId = imageId.Replace("sha256:1", Wanted, StringComparison.Ordinal).Replace("sha256:2", Other, StringComparison.Ordinal),
        Ready = true,
    });
}
