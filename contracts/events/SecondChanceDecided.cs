namespace Upgrades.Contracts.Events;

/// <summary>Something ended for no fault of its version: when it is tried again by itself, or that all attempts are used up and a person is needed.</summary>
public sealed record SecondChanceDecided
{
    /// <summary>The upgrade that ended; null when it could not even be planned.</summary>
    public Guid? UpgradeId { get; init; }
    public required string Stack { get; init; }
    /// <summary>The first image of what moves together, or its chart as quarantine spells it.</summary>
    public required string Image { get; init; }
    public required string Version { get; init; }
    /// <summary>Attempts that have come to nothing so far, from 1.</summary>
    public required int Attempts { get; init; }
    /// <summary>Null: never by itself.</summary>
    public DateTimeOffset? RetryAt { get; init; }
    public required string Reason { get; init; }
}
