namespace Upgrades.Contracts.Events;

/// <summary>A message lies in an error queue: it could not be understood, or handling it kept failing.</summary>
public sealed record MessageFaulted
{
    public required string Queue { get; init; }
    public required string Event { get; init; }
    public required string Error { get; init; }
    public string? MessageId { get; init; }
}
