namespace Upgrades.Notifier.Folding;

/// <summary>How an upgrade stands, in one row: what the overview shows of it and what it is found by. Times are domain unix milliseconds.</summary>
internal sealed record UpgradeSummary
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Done = "done";

    /// <summary>The upgrade's id; where a stack was left alone without a plan, the update's id and the stack.</summary>
    public required string Id { get; init; }

    /// <summary>Of the event that brought it where it is: what history is sorted by.</summary>
    public long Seq { get; init; }

    public string Stack { get; init; } = "";

    /// <summary>What goes from where to where, see <see cref="VersionMove.Write"/>.</summary>
    public string Moves { get; init; } = "";

    public string? Risk { get; init; }

    /// <summary><see cref="Waiting"/>, <see cref="Running"/> or <see cref="Done"/>.</summary>
    public string State { get; init; } = Waiting;

    /// <summary>Of <see cref="Folding.Outcome"/>; null while it is on its way.</summary>
    public string? Outcome { get; init; }

    public long Step { get; init; }

    public long StepCount { get; init; }

    /// <summary>What it does now, or why it ended so, in words; part of it may be a stranger's.</summary>
    public string Doing { get; init; } = "";

    public long Since { get; init; }

    /// <summary>When its turn came, or when it was first heard of.</summary>
    public long BeganAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>How far it is within its plan. Queues overtake each other; an upgrade goes forward only.</summary>
    public long Progress { get; init; }

    /// <summary>In small letters, a term a line.</summary>
    public string Search { get; init; } = "";
}

/// <summary>What became of an upgrade.</summary>
internal static class Outcome
{
    public const string Succeeded = "succeeded";
    public const string RolledBack = "rolled-back";
    public const string Critical = "critical";
    public const string Aborted = "aborted";
    public const string Skipped = "skipped";

    public static IReadOnlyList<string> All { get; } = [Succeeded, RolledBack, Critical, Aborted, Skipped];
}
