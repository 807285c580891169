namespace Upgrades.Contracts.Events;

/// <summary>The state before the upgrade is stored; <see cref="Problems"/> says what was broken already.</summary>
public sealed record BaselineRecorded
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required IReadOnlyList<string> Problems { get; init; }
}
