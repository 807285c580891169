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

    [Fact]
    public void what_proves_a_version_or_tells_a_cause_is_taken_over()
    {
        var pod = ClusterMapping.Of(new V1Pod
        {
            Spec = new V1PodSpec { NodeName = "n1", Containers = [new V1Container { Name = "app", Image = "a:1" }] },
            Status = new V1PodStatus
            {
                Message = "low on memory",
                Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "EvictionByEvictionAPI" }],
                ContainerStatuses = [new V1ContainerStatus { Name = "app", ImageID = "docker.io/a@sha256:1", State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { Reason = "StartError", ExitCode = 128, Message = "no such file" } } }],
            },
        })!;

        (pod.Node, pod.Disruption, pod.Message).ShouldBe(("n1", "EvictionByEvictionAPI", "low on memory"));
        (pod.Containers[0].ImageId, pod.Containers[0].Ended).ShouldBe(("docker.io/a@sha256:1", new Ending("StartError", 128, "no such file")));
        ClusterMapping.Of(new V1Pod { Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "False", Reason = "x" }] } })!.Disruption.ShouldBeNull();
    }

    [Fact]
    public void a_cron_job_wants_no_pods_and_has_none()
    {
        var workload = ClusterMapping.Of(new V1CronJob
        {
            Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "nightly" },
            Spec = new V1CronJobSpec { Suspend = true, JobTemplate = new V1JobTemplateSpec { Spec = new V1JobSpec { Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [new V1Container { Name = "a", Image = "a:1" }] } } } } },
        });

        (workload.Title, workload.WantedPods, workload.IsSuspended, workload.Containers.Single()).ShouldBe(("CronJob ns/nightly", 0, true, new ContainerImage("a", "a:1")));
        workload.Selects(new Dictionary<string, string> { ["app"] = "a" }).ShouldBeFalse();
    }

    [Fact]
    public void a_node_without_a_condition_is_not_ready() => ClusterMapping.Of(new V1Node { Metadata = new V1ObjectMeta { Name = "n1" } }).ShouldBe(new NodeView("n1", false, null));

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
