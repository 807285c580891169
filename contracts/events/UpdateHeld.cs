namespace Upgrades.Contracts.Events;

/// <summary>Over the rate limit: kept, not dropped.</summary>
public sealed record UpdateHeld
{
    public required Guid UpdateId { get; init; }
    public required string Image { get; init; }
    public required string Tag { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset HeldUntil { get; init; }
}
