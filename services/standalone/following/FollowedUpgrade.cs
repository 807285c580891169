using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Following;

/// <summary>What is known of one upgrade.</summary>
internal sealed class FollowedUpgrade
{
    public required Guid Id { get; init; }

    /// <summary>That it is the answer to.</summary>
    public required IReadOnlyList<Guid> UpdateIds { get; init; }

    public required string Stack { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public Risk? Risk { get; init; }

    public int Steps { get; init; }

    /// <summary><c>succeeded</c>, <c>rolledBack</c>, <c>aborted</c>, <c>rollbackFailed</c>, <c>skipped</c>; null while it is on its way.</summary>
    public string? Outcome { get; set; }

    public string Detail { get; set; } = "";

    /// <summary>The backup's Job with its namespace; null: none was made.</summary>
    public string? Backup { get; set; }

    /// <summary>Its database was put back.</summary>
    public bool DatabaseRestored { get; set; }

    public List<string> Commits { get; } = [];

    /// <summary>All windows together, in domain time.</summary>
    public TimeSpan Watched { get; set; }

    /// <summary>When its outcome was told; domain time.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
