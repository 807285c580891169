using Upgrades.Contracts.Events;

namespace Upgrades.Notifier.Digest;

/// <summary>What is told of a week: what happened in it, and what stood open at its end.</summary>
internal sealed record WeekFacts
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>Outcomes and what followed from them, oldest first.</summary>
    public required IReadOnlyList<object> Events { get; init; }

    /// <summary>Upgrades without an outcome, the oldest first.</summary>
    public IReadOnlyList<(UpgradePlanned Plan, DateTimeOffset Since)> Waiting { get; init; } = [];

    /// <summary>Updates over the limit, the oldest first.</summary>
    public IReadOnlyList<(UpdateHeld Held, DateTimeOffset Since)> Held { get; init; } = [];

    /// <summary>Stacks that could not be put back, and no upgrade of which has ended well since.</summary>
    public IReadOnlyList<(RollbackFailed Failed, DateTimeOffset Since)> Broken { get; init; } = [];

    /// <summary>What services cannot use.</summary>
    public IReadOnlyList<DependencyFailed> Lacking { get; init; } = [];
}
