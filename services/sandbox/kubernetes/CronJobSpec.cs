namespace Upgrades.Sandbox.Kubernetes;

public enum BackupJobOutcome
{
    Succeeds,
    Fails,
    NeverEnds,
}

/// <summary>A CronJob, and what happens to the Jobs somebody makes from its template. Its own schedule never fires.</summary>
public sealed record CronJobSpec
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public bool IsSuspended { get; init; }

    public BackupJobOutcome Outcome { get; init; } = BackupJobOutcome.Succeeds;

    /// <summary>From the Job's creation to its last condition; a failing Job shares it among its retries.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What a pod of the Job prints, the last line as it ends; empty: one line that fits the outcome.</summary>
    public IReadOnlyList<string> LogLines { get; init; } = [];

    /// <summary>Of the template. 10 is what the origin's CronJobs have, and why their logs are gone before anybody reads them.</summary>
    public int? TtlSecondsAfterFinished { get; init; } = 10;

    public string Image { get; init; } = "docker.io/library/postgres:16.4-bullseye";

    /// <summary>
    /// The namespace whose database its Jobs put back to what the backup Job in <c>UPGRADES_BACKUP_JOB</c> held; null: they back up. A Job
    /// that is not told a complete backup Job, or another database than <see cref="Database"/>, fails.
    /// </summary>
    public string? Restores { get; init; }

    public string? Database { get; init; }

    /// <summary>Does a Job's work in earnest, by the Job's name and what it is told beyond its template; what it says decides in place of <see cref="Outcome"/>. Null: nothing is done.</summary>
    public Func<string, IReadOnlyDictionary<string, string>, Task<RanJob>>? Runs { get; init; }

    /// <summary>Metadata labels of the job template.</summary>
    public IReadOnlyDictionary<string, string> JobLabels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A Job created through the API, as it is now; it stays here after the cluster has forgotten it.</summary>
/// <param name="CronJob">The CronJob whose template it has; null when none has.</param>
/// <param name="State"><c>Running</c>, <c>Complete</c> or <c>Failed</c>.</param>
public sealed record SeenJob(string Namespace, string Name, string? CronJob, IReadOnlyDictionary<string, string> Labels, string State)
{
    /// <summary>It puts data back; else it makes a backup.</summary>
    public bool IsRestore { get; init; }
}

/// <summary>How a Job that did its work in earnest has ended.</summary>
public sealed record RanJob(bool Succeeded, IReadOnlyList<string> Log);
