using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Messages;

/// <summary>The one table of how much each event concerns a person.</summary>
internal static class Severities
{
    public static Severity Of(object message) => message switch
    {
        RollbackFailed => Severity.Critical,
        UpgradeFailed or UpgradeRolledBack or MessageFaulted or DependencyFailed => Severity.Problem,
        // Whoever was told of the trouble is told of its end.
        DependencyRecovered => Severity.Problem,
        UpgradeAborted e => e is { Final: true, Cause: FailureCause.Unknown } ? Severity.Info : Severity.Problem,
        SecondChanceDecided e => e.RetryAt is null ? Severity.Problem : Severity.Info,
        BaselineRecorded e => e.Blocker is null || e.WaitFor is not null ? Severity.Info : Severity.Problem,
        UpgradeSucceeded => Severity.Success,
        _ => Severity.Info,
    };
}
