namespace Upgrades.Contracts.Events;

/// <summary>This version failed for this stack and is not tried again by itself.</summary>
public sealed record VersionQuarantined
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required string Image { get; init; }
    public required string Version { get; init; }
    public required string Reason { get; init; }
}
