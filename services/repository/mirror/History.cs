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

    public static bool Contains(GitRepository repository, Commit head, Commit commit) =>
        head.Id == commit.Id || repository.ObjectDatabase.FindMergeBase(head, commit)?.Id == commit.Id;

    private static FoundCommit Describe(Commit commit) =>
        new(commit.Sha, commit.Message, commit.Committer.When, TrailerBlock.Of(commit.Message)) { Parent = commit.Parents.FirstOrDefault()?.Sha };
}
