using Upgrades.Contracts;
using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Contracts;

public sealed class EndpointTableTests
{
    [Fact]
    public void no_two_consumers_share_a_queue() =>
        EndpointTable.Endpoints.Select(e => e.Queue).ShouldBeUnique();

    [Fact]
    public void queues_are_named_service_dot_event() =>
        EndpointTable.QueuesOf(typeof(UpgradeFailed)).Select(e => e.Queue).ShouldBe(["executor.upgrade-failed", "notifier.upgrade-failed"]);

    [Fact]
    public void the_notifier_sees_every_event() =>
        EndpointTable.Events.ShouldAllBe(e => EndpointTable.QueuesOf(e).Any(q => q.Service == "notifier"));
}
