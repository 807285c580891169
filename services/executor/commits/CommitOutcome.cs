namespace Upgrades.Executor.Commits;

/// <summary>What became of a commit that was to be made.</summary>
internal abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>It is in the branch, now or since before a crash.</summary>
    /// <param name="Diff">Unified, bounded.</param>
    public sealed record Landed(string Sha, string Diff) : CommitOutcome;

    /// <summary>Every site holds the new text at <paramref name="Head"/>, and not by us.</summary>
    public sealed record NothingToDo(string Head) : CommitOutcome;

    /// <summary>A site holds neither the old nor the new text, or is gone.</summary>
    /// <param name="Found">What it holds; null: it is gone.</param>
    public sealed record Elsewhere(string Site, string? Found) : CommitOutcome
    {
        public string Reason => Found is null ? $"{Site} is gone" : $"{Site} holds \"{Found}\"";
    }

    /// <summary>The edit must not be made.</summary>
    public sealed record Refused(string Message) : CommitOutcome;

    /// <summary>The server said no, in its own words.</summary>
    public sealed record PushRefused(string Words) : CommitOutcome;
}
