using System.Diagnostics.CodeAnalysis;
using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What is to be planned for: this chart shall have this version.</summary>
public sealed record ChartRequest
{
    public required ChartName Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Overrides quarantine; nothing else.</summary>
    public bool Force { get; init; }

    public int Attempt { get; init; }

    public IReadOnlyList<Guid> UpdateIds { get; init; } = [];

    /// <summary>Only this stack; null: every one that holds the chart.</summary>
    public string? Stack { get; init; }

    /// <summary>Is this a version that a release can be pinned to? <c>~&gt; 1.2</c> and <c>latest</c> are none.</summary>
    public static bool IsVersion([NotNullWhen(true)] string? text) => text is not null && TagVersion.TryParse(text.Replace('+', '_'), out _);
}
