namespace Upgrades.Contracts.Events;

/// <summary>A person allows a quarantined version again.</summary>
public sealed record QuarantineLifted
{
    public required string Stack { get; init; }
    public required string Image { get; init; }
    public required string Version { get; init; }
    public required string By { get; init; }
}
