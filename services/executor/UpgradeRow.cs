using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Executor;

/// <summary>Where an upgrade stands (DESIGN §5).</summary>
internal static class UpgradeState
{
    public const string Waiting = "waiting";
    public const string Baseline = "baseline";
    public const string BackingUp = "backing-up";
    public const string Applying = "applying";
    public const string Verifying = "verifying";
    /// <summary>A container needs more memory: its limit is being raised.</summary>
    public const string Fixing = "fixing";
    public const string Undoing = "undoing";
    /// <summary>The undo alone did not help, or is not to be all: the data is being put back.</summary>
    public const string Restoring = "restoring";

    /// <summary>The analyzer was asked for another plan.</summary>
    public const string Outdated = "outdated";
    public const string Done = "done";

    /// <summary>For SQL: what takes a slot and its stack.</summary>
    public const string Active = "('baseline', 'backing-up', 'applying', 'verifying', 'fixing', 'undoing', 'restoring')";

    public static IReadOnlyList<string> All { get; } = [Waiting, Baseline, BackingUp, Applying, Verifying, Fixing, Undoing, Restoring, Outdated, Done];

    /// <summary>Nothing has been pushed and nothing is about to be.</summary>
    public static bool CanBeCancelled(string state) => state is Waiting or Baseline or BackingUp or Outdated;
}

/// <summary>One row of <c>upgrades</c>. Times are domain unix milliseconds.</summary>
internal sealed record UpgradeRow
{
    public required string Id { get; init; }
    public required string Repository { get; init; }
    public required string Stack { get; init; }
    public long Revision { get; init; }

    /// <summary><see cref="UpgradePlanned"/> as it came.</summary>
    public required string Plan { get; init; }
    public required string State { get; init; }

    /// <summary>From 1.</summary>
    public long Step { get; init; } = 1;

    /// <summary>A <see cref="StepKind"/>: what the commit made next, or watched now, is for.</summary>
    public string Kind { get; init; } = nameof(StepKind.Upgrade);

    /// <summary>The newest commit pushed for this upgrade; null: none yet.</summary>
    public string? CommitSha { get; init; }

    /// <summary>The <see cref="UpgradeApplied"/> of that commit, to be sent again as it was.</summary>
    public string? Applied { get; init; }

    /// <summary>The <see cref="UpgradeFailed"/> that is being undone.</summary>
    public string? Failure { get; init; }
    /// <summary>A <see cref="PlannedFix"/>: the one that was made, or is being made. Null: none was tried.</summary>
    public string? Fix { get; init; }

    public string? BackupId { get; init; }

    /// <summary>The <see cref="UpgradeFailed"/> of the undo, because of which data is put back; null: the policy is <c>always</c>, or nothing is put back.</summary>
    public string? UndoFailure { get; init; }

    /// <summary>Why it stands where it stands, for a person.</summary>
    public string Reason { get; init; } = "";
    public string? Outcome { get; init; }
    /// <summary>JSON: stacks whose upgrades must not run beside this one.</summary>
    public string SharedWith { get; init; } = "[]";

    /// <summary>See <see cref="Decisions.Urgency"/>.</summary>
    public long Urgency { get; init; } = Decisions.Urgency.Ordinary;

    public long PlannedAt { get; init; }
    public long ReceivedAt { get; init; }

    /// <summary>What the verifier waits for before it can watch this upgrade; null: nothing that it told of.</summary>
    public string? WaitFor { get; init; }

    /// <summary>When its turn may come and the verifier be asked again, while <see cref="WaitFor"/> is set.</summary>
    public long? AskAt { get; init; }

    /// <summary>When its turn came.</summary>
    public long? TurnAt { get; init; }
    public long StateSince { get; init; }
    public long? FinishedAt { get; init; }
    public long? DueAt { get; init; }
    public long Attempts { get; init; }
    public string? LastError { get; init; }
    public long Version { get; init; }

    /// <summary>Set between <see cref="Enter"/> and the write; not a column.</summary>
    public LeftState? Left { get; init; }

    public Guid UpgradeId => Guid.Parse(Id);

    public UpgradePlanned ReadPlan() => JsonSerializer.Deserialize<UpgradePlanned>(Plan, EventJson.Options)!;

    public UpgradeFailed? ReadFailure() => Failure is null ? null : JsonSerializer.Deserialize<UpgradeFailed>(Failure, EventJson.Options);

    public UpgradeFailed? ReadUndoFailure() => UndoFailure is null ? null : JsonSerializer.Deserialize<UpgradeFailed>(UndoFailure, EventJson.Options);

    /// <summary>The fix of the present step; null: it has none.</summary>
    public PlannedFix? ReadFix() =>
        Fix is not null && JsonSerializer.Deserialize<PlannedFix>(Fix, EventJson.Options)! is var fix && fix.Step == Step ? fix : null;

    public UpgradeRow Enter(string state, long now, long? dueAt, string reason = "") =>
        this with { State = state, StateSince = now, DueAt = dueAt, Reason = reason, Left = new LeftState(State, StateSince) };

    /// <summary>The commit is in the branch: the next word is the verifier's.</summary>
    public UpgradeRow Watch(UpgradeApplied applied, long now, long dueAt) => Enter(UpgradeState.Verifying, now, dueAt) with
    {
        Kind = applied.Kind.ToString(),
        CommitSha = applied.CommitSha,
        Applied = JsonSerializer.Serialize(applied, EventJson.Options),
    };

    /// <summary>A verdict counts only for exactly what the row waits for.</summary>
    public bool Awaits(int step, StepKind kind, string commitSha) =>
        State == UpgradeState.Verifying && Step == step && Kind == kind.ToString() && CommitSha == commitSha;
}
