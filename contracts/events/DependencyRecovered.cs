namespace Upgrades.Contracts.Events;

/// <summary>What <see cref="DependencyFailed"/> told of works again, or is not needed any more.</summary>
public sealed record DependencyRecovered
{
    public required string Service { get; init; }
    public required string Dependency { get; init; }

    /// <summary>Since when it did not work.</summary>
    public required DateTimeOffset Since { get; init; }

    public required TimeSpan After { get; init; }
}
