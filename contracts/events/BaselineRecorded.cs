namespace Upgrades.Contracts.Events;

/// <summary>The state before the upgrade is stored; <see cref="Problems"/> says what was broken already. Or it is not: see <see cref="WaitFor"/>.</summary>
public sealed record BaselineRecorded
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Why nothing may be applied: it would take what runs to an older version. Null: nothing stands against it.</summary>
    public string? Blocker { get; init; }

    /// <summary>
    /// What the verifier needs to watch this upgrade and cannot use now: nothing is recorded, the upgrade waits, and is asked for again later.
    /// Null: it may begin.
    /// </summary>
    public string? WaitFor { get; init; }
}
