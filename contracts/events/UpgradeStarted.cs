using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>The stack's turn has come: record the state before. Nothing is backed up or pushed until the answer.</summary>
public sealed record UpgradeStarted
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required IReadOnlyList<string> Namespaces { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];

    /// <summary>What the first commit will ask for; empty: <see cref="Images"/>. Where what runs is newer, nothing may be applied.</summary>
    public IReadOnlyList<ImageChange> NextImages { get; init; } = [];
    public required Risk Risk { get; init; }
    public required CheckPlan Checks { get; init; }
}
