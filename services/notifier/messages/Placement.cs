using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Messages;

/// <summary>Where a bot tells an event. A webhook tells each in the channel, as it has no threads.</summary>
internal enum Place
{
    /// <summary>On the timeline only.</summary>
    Nowhere,

    /// <summary>The upgrade's message is edited, which makes no sound.</summary>
    Message,

    /// <summary>In the upgrade's thread: who follows it is told.</summary>
    Thread,

    /// <summary>In the thread, and shown in the channel: everybody has to know.</summary>
    ThreadAndChannel,

    /// <summary>A message of its own.</summary>
    Channel,
}

/// <summary>
/// The one table of what makes a sound where. Each upgrade has one message, which says how it stands after every event of it; so the
/// channel hears of an upgrade twice at most, when it is planned and when it went wrong.
/// </summary>
internal static class Placement
{
    public static Place Of(object message) => message switch
    {
        // What comes of them is told, or nothing does.
        UpdateDetected or UpdateAnalyzed or UpdateReleased => Place.Nowhere,
        UpdateHeld => Place.Channel,
        UpgradeSkipped { UpgradeId: not null } => Place.Thread,
        // Where a stack waits for its tag, a second chance tells that with its time.
        UpgradeSkipped { Reason: SkipReason.TagNotInRegistry } e => e.Stack is null ? Place.Channel : Place.Nowhere,
        UpgradeSkipped e => IsWorthAMessage(e.Reason) ? Place.Channel : Place.Nowhere,

        UpgradePlanned or PlanOutdated => Place.Thread,
        UpgradeStarted => Place.Message,
        BaselineRecorded { WaitFor: not null } or BaselineRecorded { Blocker: null, Problems.Count: 0 } => Place.Message,
        BaselineRecorded or BackupCompleted or UpgradeApplied or PipelineFound or MigrationSeen or StepVerified or UpgradeFailed => Place.Thread,

        UpgradeSucceeded => Place.Thread,
        UpgradeRolledBack or RollbackFailed => Place.ThreadAndChannel,
        UpgradeAborted e => Severities.Of(e) == Severity.Problem ? Place.ThreadAndChannel : Place.Thread,
        VersionQuarantined => Place.Thread,

        SecondChanceDecided { UpgradeId: not null } e => e.RetryAt is null ? Place.ThreadAndChannel : Place.Thread,
        // Nothing could be planned yet: its first and its last word are enough.
        SecondChanceDecided e => e.Attempts == 1 || e.RetryAt is null ? Place.Channel : Place.Nowhere,

        QuarantineLifted or MessageFaulted or DependencyFailed or DependencyRecovered => Place.Channel,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "This event has no place."),
    };

    /// <summary>Not what is right as it is, and not what somebody has decided.</summary>
    private static bool IsWorthAMessage(SkipReason reason) => reason is not
        (SkipReason.NotInRepository or SkipReason.AlreadyCurrent or SkipReason.WouldDowngrade or SkipReason.Superseded or SkipReason.Cancelled
        or SkipReason.ForbiddenImage or SkipReason.SkipPattern);
}
