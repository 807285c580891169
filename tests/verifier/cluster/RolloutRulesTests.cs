using k8s.Models;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Tests.Verifier.Cluster;

/// <summary>The rules of <c>kubectl rollout status</c>, with objects as awkward as the API gives them.</summary>
public sealed class RolloutRulesTests
{
    [Theory]
    [InlineData(3, 3, 3, 3, null)]
    [InlineData(3, 2, 3, 2, "2 of 3 pods are updated")]
    [InlineData(3, 3, 4, 3, "1 old pods have not ended")]
    [InlineData(3, 3, 3, 2, "2 of 3 updated pods are available")]
    [InlineData(0, null, null, null, null)]
    [InlineData(1, null, null, null, "0 of 1 pods are updated")]
    [InlineData(null, 1, 1, 1, null)]
    [InlineData(null, null, 1, 1, "0 of 1 pods are updated")]
    [InlineData(0, null, 2, 2, "2 old pods have not ended")]
    public void a_deployment(int? wanted, int? updated, int? all, int? available, string? waitingFor)
    {
        var deployment = new V1Deployment
        {
            Metadata = new V1ObjectMeta { Generation = 4 },
            Spec = new V1DeploymentSpec { Replicas = wanted },
            Status = new V1DeploymentStatus { ObservedGeneration = 4, UpdatedReplicas = updated, Replicas = all, AvailableReplicas = available },
        };

        WaitingFor(RolloutRules.Of(deployment)).ShouldBe(waitingFor);
    }

    [Fact]
    public void a_deployment_whose_controller_is_behind_is_not_judged_by_its_counters()
    {
        var deployment = new V1Deployment
        {
            Metadata = new V1ObjectMeta { Generation = 5 },
            Spec = new V1DeploymentSpec { Replicas = 1 },
            Status = new V1DeploymentStatus
            {
                ObservedGeneration = 4,
                UpdatedReplicas = 1,
                Replicas = 1,
                AvailableReplicas = 1,
                Conditions = [new V1DeploymentCondition { Type = "Progressing", Status = "False", Reason = "ProgressDeadlineExceeded" }],
            },
        };

        WaitingFor(RolloutRules.Of(deployment)).ShouldBe("its controller has not seen the change yet");
    }

    [Fact]
    public void a_deployment_that_exceeded_its_deadline_is_stuck()
    {
        var deployment = new V1Deployment
        {
            Status = new V1DeploymentStatus { Conditions = [new V1DeploymentCondition { Type = "Progressing", Status = "False", Reason = "ProgressDeadlineExceeded", Message = "has timed out" }] },
        };

        RolloutRules.Of(deployment).ShouldBe(new RolloutState.Stuck("has timed out"));
    }

    [Theory]
    [InlineData(2, 2, 2, null)]
    [InlineData(2, 1, 2, "1 of 2 pods are updated")]
    [InlineData(2, 2, 1, "1 of 2 updated pods are available")]
    [InlineData(2, null, null, "0 of 2 pods are updated")]
    [InlineData(0, null, null, null)]
    public void a_daemon_set(int wanted, int? updated, int? available, string? waitingFor)
    {
        var daemonSet = new V1DaemonSet
        {
            Metadata = new V1ObjectMeta { Generation = 2 },
            Status = new V1DaemonSetStatus { ObservedGeneration = 2, DesiredNumberScheduled = wanted, UpdatedNumberScheduled = updated, NumberAvailable = available },
        };

        WaitingFor(RolloutRules.Of(daemonSet)).ShouldBe(waitingFor);
    }

    [Theory]
    [InlineData(3, 3, 3, null, "b", "b", null)]
    [InlineData(3, 2, 3, null, "b", "b", "2 of 3 pods are ready")]
    [InlineData(3, 3, 1, null, "a", "b", "1 of 3 pods are updated")]
    [InlineData(3, 3, 1, 2, "a", "b", null)]
    [InlineData(3, 3, null, 2, "a", "b", "0 of 1 pods are updated; its partition keeps 2")]
    [InlineData(3, 3, 3, 0, "b", "b", null)]
    [InlineData(0, null, null, null, "b", "b", null)]
    [InlineData(1, null, null, null, null, null, "0 of 1 pods are ready")]
    public void a_stateful_set(int wanted, int? ready, int? updated, int? partition, string? current, string? update, string? waitingFor)
    {
        var statefulSet = new V1StatefulSet
        {
            Metadata = new V1ObjectMeta { Generation = 2 },
            Spec = new V1StatefulSetSpec
            {
                Replicas = wanted,
                UpdateStrategy = new V1StatefulSetUpdateStrategy { Type = "RollingUpdate", RollingUpdate = partition is null ? null : new V1RollingUpdateStatefulSetStrategy { Partition = partition } },
            },
            Status = new V1StatefulSetStatus { ObservedGeneration = 2, ReadyReplicas = ready, UpdatedReplicas = updated, CurrentRevision = current, UpdateRevision = update },
        };

        WaitingFor(RolloutRules.Of(statefulSet)).ShouldBe(waitingFor);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(1L)]
    public void a_stateful_set_whose_controller_is_behind(long? observed)
    {
        var statefulSet = new V1StatefulSet { Metadata = new V1ObjectMeta { Generation = 2 }, Status = new V1StatefulSetStatus { ObservedGeneration = observed } };

        WaitingFor(RolloutRules.Of(statefulSet)).ShouldBe("its controller has not seen the change yet");
    }

    [Fact]
    public void who_has_to_act_is_said_for_the_strategy_on_delete()
    {
        var daemonSet = new V1DaemonSet
        {
            Spec = new V1DaemonSetSpec { UpdateStrategy = new V1DaemonSetUpdateStrategy { Type = "OnDelete" } },
            Status = new V1DaemonSetStatus { DesiredNumberScheduled = 1, NumberAvailable = 1 },
        };

        WaitingFor(RolloutRules.Of(daemonSet))!.ShouldContain("somebody has to delete the old ones");
    }

    [Fact]
    public void objects_without_anything_in_them_are_judged_too()
    {
        RolloutRules.Of(new V1Deployment()).ShouldBeOfType<RolloutState.Waiting>();
        RolloutRules.Of(new V1StatefulSet()).ShouldBeOfType<RolloutState.Waiting>();
        RolloutRules.Of(new V1DaemonSet()).ShouldBeOfType<RolloutState.Done>();
    }

    private static string? WaitingFor(RolloutState state) => state switch
    {
        RolloutState.Waiting waiting => waiting.For,
        RolloutState.Done => null,
        _ => throw new InvalidOperationException($"{state}"),
    };
}
