using k8s.Models;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Tests.Verifier.Cluster;

public sealed class ClusterMappingTests
{
    [Fact]
    public void pods_that_end_are_done_or_are_of_a_job_say_nothing_about_a_service()
    {
        ClusterMapping.Of(new V1Pod { Metadata = new V1ObjectMeta { Name = "a", DeletionTimestamp = DateTime.UnixEpoch } }).ShouldBeNull();
        ClusterMapping.Of(new V1Pod { Status = new V1PodStatus { Phase = "Succeeded" } }).ShouldBeNull();
        ClusterMapping.Of(new V1Pod { Metadata = new V1ObjectMeta { OwnerReferences = [new V1OwnerReference { Kind = "Job", Name = "j" }] } }).ShouldBeNull();
    }

    [Fact]
    public void what_an_eviction_leaves_behind_is_marked()
    {
        ClusterMapping.Of(new V1Pod { Status = new V1PodStatus { Phase = "Failed", Reason = "Evicted" } })!.IsLeftover.ShouldBeTrue();
        ClusterMapping.Of(new V1Pod { Status = new V1PodStatus { Phase = "Failed" } })!.IsLeftover.ShouldBeFalse();
    }

    [Fact]
    public void a_pod_that_has_no_status_yet_has_its_containers_all_the_same()
    {
        var pod = ClusterMapping.Of(new V1Pod { Spec = new V1PodSpec { Containers = [new V1Container { Name = "app", Image = "nginx:1.27" }] } })!;

        pod.Ready.ShouldBeFalse();
        pod.Containers.ShouldHaveSingleItem().ShouldBe(new ContainerView { Name = "app", Image = "nginx:1.27" });
    }

    [Fact]
    public void a_native_sidecar_is_no_init_container()
    {
        var pod = ClusterMapping.Of(new V1Pod
        {
            Spec = new V1PodSpec
            {
                InitContainers = [new V1Container { Name = "migrate", Image = "a:1" }, new V1Container { Name = "proxy", Image = "b:1", RestartPolicy = "Always" }],
                Containers = [new V1Container { Name = "app", Image = "c:1" }],
            },
            Status = new V1PodStatus
            {
                InitContainerStatuses = [new V1ContainerStatus { Name = "proxy", RestartCount = 2, LastState = new V1ContainerState { Terminated = new V1ContainerStateTerminated { Reason = "OOMKilled", ExitCode = 137 } } }],
            },
        })!;

        pod.Containers.Select(c => (c.Name, c.IsInit)).ShouldBe([("migrate", true), ("proxy", false), ("app", false)]);
        (pod.Containers[1].Restarts, pod.Containers[1].EndedBefore).ShouldBe((2, new Ending("OOMKilled", 137)));
    }

    [Theory]
    [InlineData("In", "a,b", "a", true)]
    [InlineData("In", "a,b", "c", false)]
    [InlineData("In", "a", null, false)]
    [InlineData("NotIn", "a", "b", true)]
    [InlineData("NotIn", "a", "a", false)]
    [InlineData("NotIn", "a", null, true)]
    [InlineData("Exists", null, "x", true)]
    [InlineData("Exists", null, null, false)]
    [InlineData("DoesNotExist", null, null, true)]
    [InlineData("DoesNotExist", null, "x", false)]
    [InlineData("Sometimes", null, "x", false)]
    public void expressions_of_a_selector(string operation, string? values, string? label, bool matches)
    {
        var selector = new V1LabelSelector { MatchExpressions = [new V1LabelSelectorRequirement { Key = "k", OperatorProperty = operation, Values = values?.Split(',') }] };

        LabelMatch.Of(selector)(label is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["k"] = label }).ShouldBe(matches);
    }

    [Fact]
    public void a_selector_of_nothing_selects_nothing()
    {
        LabelMatch.Of(null)(new Dictionary<string, string> { ["a"] = "b" }).ShouldBeFalse();
        LabelMatch.Of(new V1LabelSelector())(new Dictionary<string, string> { ["a"] = "b" }).ShouldBeFalse();
    }
}
