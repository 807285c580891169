using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>The CI pipeline that applies the commit.</summary>
public sealed record PipelineFound
{
    public required Guid UpgradeId { get; init; }
    public required string Stack { get; init; }
    public required int Step { get; init; }
    public required StepKind Kind { get; init; }
    public required int Number { get; init; }
    public required string Url { get; init; }
}
