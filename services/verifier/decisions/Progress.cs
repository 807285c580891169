using System.Text.Json.Serialization;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

[JsonConverter(typeof(JsonStringEnumConverter<Phase>))]
internal enum Phase { Ci, Rollout, Window, Decided }

/// <summary>Where the watch over one commit stands, and what later looks are compared with. Times are domain time.</summary>
internal sealed record Progress
{
    public Phase Phase { get; init; } = Phase.Ci;
    public required DateTimeOffset Since { get; init; }
    /// <summary>When the phase before was over; null in the first.</summary>
    public DateTimeOffset? PhaseSince { get; init; }
    /// <summary>What the last look is waiting for, in words.</summary>
    public string? WaitingFor { get; init; }
    /// <summary>Of the phases that are over.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>The pipeline that was told to others.</summary>
    public int? FirstPipeline { get; init; }
    /// <summary>The one that is followed now: the first, or a later one of the branch that superseded it.</summary>
    public int? Pipeline { get; init; }
    public DateTimeOffset? PipelineSince { get; init; }
    public DateTimeOffset? RunningSince { get; init; }
    public DateTimeOffset? SupersededSince { get; init; }
    public DateTimeOffset? TriggeredAt { get; init; }
    /// <summary>CI's words when it would not start a pipeline.</summary>
    public string? TriggerRefusal { get; init; }
    /// <summary>CI ended badly but does not decide by itself: what runs does.</summary>
    public Failure? CiFailure { get; init; }

    public DateTimeOffset? RolloutSince { get; init; }
    /// <summary>When a container was last seen to migrate its data; null: never.</summary>
    public DateTimeOffset? MigratingAt { get; init; }
    /// <summary>Looks in a row that saw trouble which may heal by itself.</summary>
    public int TroubledLooks { get; init; }
    /// <summary>The last explanation of a failed pull; the back-off that follows has none.</summary>
    public string? PullMessage { get; init; }

    public DateTimeOffset? WindowSince { get; init; }
    public DateTimeOffset? LastLook { get; init; }
    /// <summary>How much of the window has been seen.</summary>
    public TimeSpan Observed { get; init; }
    /// <summary>Restarts by <c>pod uid/container</c> when the rollout was complete.</summary>
    public IReadOnlyDictionary<string, int> Restarts { get; init; } = new Dictionary<string, int>();
    /// <summary>Addresses that are asked; null until they are looked up.</summary>
    public IReadOnlyList<string>? Urls { get; init; }
    /// <summary>Since when a pod that replaces another one has been waited for; null when none is.</summary>
    public DateTimeOffset? ReplacedSince { get; init; }
    /// <summary>Monitors that have been down at every look since the rollout was complete: what they say may be of before. Null until the first look.</summary>
    public IReadOnlyList<string>? DownSinceRollout { get; init; }

    /// <summary>Bad looks in a row, by what was looked at.</summary>
    public IReadOnlyDictionary<string, int> InARow { get; init; } = new Dictionary<string, int>();

    /// <summary>Putting data back changes nothing in git: CI has done its work for the undo.</summary>
    public static Phase First(UpgradeApplied message) => message.Kind == StepKind.Restore ? Phase.Rollout : Phase.Ci;

    public bool CiPassed => Checks.Any(c => c is { Check: Decisions.Checks.Ci, Verdict: CheckVerdict.Passed });
}
