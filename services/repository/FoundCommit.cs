namespace Upgrades.Repository;

/// <summary>A commit of ours found again by its trailer.</summary>
public sealed record FoundCommit(string Sha, string Message, DateTimeOffset When, IReadOnlyList<(string Key, string Value)> Trailers)
{
    /// <summary>Null for the first commit of a repository.</summary>
    public string? Parent { get; init; }

    public bool IsMerge { get; init; }

    public string Subject => Message.Split('\n', 2)[0];
}
