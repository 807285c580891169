using k8s.Models;

namespace Upgrades.Executor.Backups;

/// <summary>How a backup Job is doing.</summary>
internal abstract record BackupSight
{
    private BackupSight()
    {
    }

    /// <param name="Detail">What it waits for, when that is known; begins with a separator.</param>
    public sealed record Running(string Detail = "") : BackupSight;

    /// <summary>Its Job is complete, and what it has to show besides may still come.</summary>
    public sealed record Unproven(string Why) : BackupSight;

    /// <param name="Duration">By the Job's own clock; null: it does not say.</param>
    /// <param name="EndedAt">By the Job's own clock; null: it does not say.</param>
    /// <param name="StartedAt">By the Job's own clock; null: it does not say.</param>
    public sealed record Complete(TimeSpan? Duration, DateTimeOffset? EndedAt = null, DateTimeOffset? StartedAt = null) : BackupSight
    {
        public long? Bytes { get; init; }

        /// <summary>What showed that it is good; empty: only its end was seen.</summary>
        public IReadOnlyList<string> Proof { get; init; } = [];
    }

    /// <summary>There is no backup. The reason says what to fix, where that is known.</summary>
    public sealed record Failed(string Reason) : BackupSight;

    /// <summary>Only the conditions Complete and Failed end a Job (kubernetes.md §2): a failed pod may be tried again.</summary>
    public static BackupSight Of(V1Job job)
    {
        var conditions = job.Status?.Conditions?.Where(c => c.Status == "True").ToList() ?? [];
        if (conditions.Exists(c => c.Type == "Complete"))
        {
            return new Complete(job.Status!.CompletionTime - job.Status.StartTime, job.Status.CompletionTime, job.Status.StartTime ?? job.Metadata?.CreationTimestamp);
        }

        if (conditions.Find(c => c.Type == "Failed") is { } failed)
        {
            return new Failed(string.Join(": ", new[] { failed.Reason, failed.Message }.Where(t => !string.IsNullOrEmpty(t))));
        }

        return new Running(job.Status switch
        {
            { Failed: > 0 and var failures } => $"; {failures} of its pods have failed",
            // A quota on pods lets the Job in and keeps its pods out; nothing else in the Job tells.
            { StartTime: not null, Active: null or 0, Succeeded: null or 0, Conditions: null or [] } => "; it has no pod: a quota or a policy may keep it out (kubectl describe job)",
            _ => "",
        });
    }
}
