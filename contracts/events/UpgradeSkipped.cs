using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>Nothing will happen to this stack for this update, and why. <see cref="UpgradeId"/> is set when a plan existed.</summary>
public sealed record UpgradeSkipped
{
    public Guid? UpgradeId { get; init; }
    public required IReadOnlyList<Guid> UpdateIds { get; init; }
    public string? Stack { get; init; }
    public required string Image { get; init; }
    public string? From { get; init; }
    public required string To { get; init; }
    public required SkipReason Reason { get; init; }
    public required string Detail { get; init; }
}
