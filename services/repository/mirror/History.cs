using LibGit2Sharp;
using GitRepository = LibGit2Sharp.Repository;

namespace Upgrades.Repository.Mirroring;

/// <summary>Questions about what came after what.</summary>
internal static class History
{
    /// <summary>Commits looked at when nobody knows where to stop.</summary>
    private const int Bound = 10_000;

    public static FoundCommit? FindByTrailer(GitRepository repository, Commit head, Commit? downTo, string key, string value)
    {
        var filter = new CommitFilter { IncludeReachableFrom = head, ExcludeReachableFrom = downTo, SortBy = CommitSortStrategies.Time };
        return repository.Commits.QueryBy(filter)
            .Take(Bound)
            .Where(c => c.Message.Contains(value, StringComparison.Ordinal))
            .Select(Describe)
            .FirstOrDefault(c => c.Trailers.Contains((key, value)));
    }

    /// <summary>Children before their parents.</summary>
    public static IReadOnlyList<FoundCommit> WithTrailer(GitRepository repository, Commit head, DateTimeOffset since, string key)
    {
        var filter = new CommitFilter { IncludeReachableFrom = head, SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Time };
        return [.. repository.Commits.QueryBy(filter)
            .Take(Bound)
            // All of them are looked at: somebody's clock may be behind.
            .Where(c => c.Committer.When >= since && c.Message.Contains(key, StringComparison.Ordinal))
            .Select(Describe)
            .Where(c => c.Trailers.Any(t => t.Key == key))];
    }

    public static bool Contains(GitRepository repository, Commit head, Commit commit) =>
        head.Id == commit.Id || repository.ObjectDatabase.FindMergeBase(head, commit)?.Id == commit.Id;

    private static FoundCommit Describe(Commit commit) =>
        new(commit.Sha, commit.Message, commit.Committer.When, TrailerBlock.Of(commit.Message))
        {
            Parent = commit.Parents.FirstOrDefault()?.Sha,
            IsMerge = commit.Parents.Skip(1).Any(),
        };
}
