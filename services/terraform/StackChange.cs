using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Terraform;

/// <summary>What it takes to move a stack to a version. Either <see cref="Refusal"/> is set, or the edits were tried out and do exactly this.</summary>
public sealed record StackChange
{
    public IReadOnlyList<SiteEdit> Edits { get; init; } = [];

    /// <summary>All images that the edited literals move, also those nobody asked for.</summary>
    public IReadOnlyList<ImageChange> Images { get; init; } = [];

    public IReadOnlyList<ChartChange> Charts { get; init; } = [];

    /// <summary>Memory limits that the edited literals move; only where they were asked for.</summary>
    public IReadOnlyList<MemoryFix> Memory { get; init; } = [];

    public string? Refusal { get; init; }
}
