namespace Upgrades.Contracts.Events;

/// <summary>A held update goes on.</summary>
public sealed record UpdateReleased
{
    public required Guid UpdateId { get; init; }
    public required string Image { get; init; }
    public required string Tag { get; init; }
}
