namespace Upgrades.Executor.Backups;

/// <summary>What became of asking a complete backup for one thing it has to show.</summary>
internal abstract record ProofSight
{
    private ProofSight()
    {
    }

    public sealed record Shown(string Words, long? Bytes = null) : ProofSight;

    /// <summary>It may still come: a metric is there only after the next scrape.</summary>
    public sealed record NotYet(string Why) : ProofSight;

    /// <summary>It will never come.</summary>
    public sealed record Lacking(string Why) : ProofSight;
}
