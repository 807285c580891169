using Upgrades.Contracts.Events;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>An event, and when it was told.</summary>
internal sealed record Told<TEvent>(long Seq, DateTimeOffset At, TEvent Event);

/// <summary>How far a channel is behind the timeline.</summary>
internal sealed record Channel
{
    public required string Id { get; init; }

    public string? Error { get; init; }

    /// <summary>Events that it has not been told.</summary>
    public long Untold { get; init; }

    /// <summary>When the first of them arrived (domain unix milliseconds).</summary>
    public long? Since { get; init; }

    /// <summary>A message a second and pauses after failures are no news.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public bool IsLate(DateTimeOffset now) => Untold > 0 && (Error is not null || (Since is { } since && now - DateTimeOffset.FromUnixTimeMilliseconds(since) > Patience));
}

/// <summary>How everything stands at one moment: what is broken, what is under way, what waits for what, and what has been.</summary>
internal sealed record Overview
{
    /// <summary>Domain time.</summary>
    public required DateTimeOffset Now { get; init; }

    public required IReadOnlyList<Channel> LateChannels { get; init; }

    /// <summary>Services that are broken and could not be put back, until an upgrade of theirs is good again.</summary>
    public required IReadOnlyList<Told<RollbackFailed>> Criticals { get; init; }

    public required IReadOnlyList<Told<DependencyFailed>> Dependencies { get; init; }

    /// <summary>Messages that went into an error queue in the last days; whether they are there still, only the broker knows.</summary>
    public required IReadOnlyList<Told<MessageFaulted>> Faults { get; init; }

    public required IReadOnlyList<UpgradeSummary> Running { get; init; }

    public required IReadOnlyList<UpgradeSummary> Waiting { get; init; }

    public required IReadOnlyList<Told<UpdateHeld>> Held { get; init; }

    public required IReadOnlyList<Told<VersionQuarantined>> Quarantined { get; init; }

    public required HistorySearch Search { get; init; }

    public required IReadOnlyList<UpgradeSummary> History { get; init; }

    /// <summary>Null when there is nothing older.</summary>
    public required HistorySearch? Older { get; init; }

    public int BrokenCount => LateChannels.Count + Criticals.Count + Dependencies.Count + (Faults.Count > 0 ? 1 : 0);
}
