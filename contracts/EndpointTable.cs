using Upgrades.Contracts.Events;

namespace Upgrades.Contracts;

/// <summary>One queue: who reads it, which event is in it.</summary>
public sealed record Endpoint(string Service, Type Event)
{
    /// <summary><c>executor.upgrade-failed</c>: one event type per queue, so a raw JSON body cannot reach the wrong consumer.</summary>
    public string Queue => $"{Service}.{EndpointTable.KebabName(Event)}";

    /// <summary>Where the broker and the bus put what cannot be handled.</summary>
    public string ErrorQueue => Queue + "_error";
}

/// <summary>Every queue of the system. All are declared before anything is published (DESIGN §3).</summary>
public static class EndpointTable
{
    /// <summary>Every event there is.</summary>
    public static IReadOnlyList<Type> Events { get; } =
    [
        typeof(UpdateDetected), typeof(UpdateAnalyzed), typeof(UpgradeSkipped), typeof(UpgradePlanned), typeof(UpgradeStarted),
        typeof(BaselineRecorded), typeof(BackupCompleted), typeof(UpgradeApplied), typeof(PipelineFound), typeof(MigrationSeen), typeof(StepVerified),
        typeof(UpgradeSucceeded), typeof(UpgradeFailed), typeof(UpgradeRolledBack), typeof(RollbackFailed), typeof(UpgradeAborted),
        typeof(PlanOutdated), typeof(UpdateHeld), typeof(UpdateReleased), typeof(VersionQuarantined), typeof(QuarantineLifted),
        typeof(MessageFaulted), typeof(DependencyFailed), typeof(DependencyRecovered), typeof(SecondChanceDecided),
    ];

    /// <summary>Every queue there is.</summary>
    public static IReadOnlyList<Endpoint> Endpoints { get; } =
    [
        .. For("ingest", typeof(UpdateAnalyzed), typeof(UpgradeSkipped), typeof(UpgradeSucceeded), typeof(UpgradeRolledBack),
            typeof(RollbackFailed), typeof(UpgradeAborted)),
        .. For("analyzer", typeof(UpdateDetected), typeof(PlanOutdated), typeof(UpgradeSucceeded), typeof(UpgradeRolledBack),
            typeof(RollbackFailed), typeof(UpgradeAborted)),
        .. For("executor", typeof(UpgradePlanned), typeof(BaselineRecorded), typeof(StepVerified), typeof(UpgradeSucceeded),
            typeof(UpgradeFailed), typeof(UpgradeRolledBack)),
        .. For("verifier", typeof(UpgradeStarted), typeof(UpgradeApplied)),
        .. For("notifier", [.. Events]),
    ];

    /// <summary>The queues that bear this event.</summary>
    public static IEnumerable<Endpoint> QueuesOf(Type eventType) => Endpoints.Where(e => e.Event == eventType);

    /// <summary><c>UpgradeRolledBack</c> → <c>upgrade-rolled-back</c>: the exchange's name and the queue's second part.</summary>
    public static string KebabName(Type eventType) =>
        string.Concat(eventType.Name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private static IEnumerable<Endpoint> For(string service, params Type[] events) => events.Select(e => new Endpoint(service, e));
}
