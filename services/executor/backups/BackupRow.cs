using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Backups;

internal static class BackupState
{
    public const string Running = "running";
    public const string Complete = "complete";
    public const string Failed = "failed";
}

/// <summary>One row of <c>backups</c>: one Job. Times are domain unix milliseconds.</summary>
internal sealed record BackupRow
{
    public required string Id { get; init; }
    public required string Namespace { get; init; }
    public required string CronJob { get; init; }

    /// <summary>The only stack it serves; null: a shared instance, and it serves all who wait.</summary>
    public string? Stack { get; init; }

    /// <summary>The upgrade that asked for it.</summary>
    public required string UpgradeId { get; init; }

    /// <summary>The step of that upgrade which it was made for, and for nobody else; null: any may use it.</summary>
    public long? Step { get; init; }

    /// <summary>Name of the Job: decided before it is made, so that it is found again.</summary>
    public required string Job { get; init; }
    public required string State { get; init; }
    public string Reason { get; init; } = "";
    public long CreatedAt { get; init; }

    /// <summary>When the Job was made; null: not yet.</summary>
    public long? StartedAt { get; init; }
    public long? FinishedAt { get; init; }
    public long? DurationMs { get; init; }

    /// <summary>What its Job has to show besides its end, as JSON; null: nothing.</summary>
    public string? Proof { get; init; }

    /// <summary>As the Job or a metric says.</summary>
    public long? Bytes { get; init; }

    /// <summary>What showed that it is good, as a JSON list of sentences.</summary>
    public string? Proven { get; init; }
    /// <summary>The database of the upgrade that asked for it; null: not known.</summary>
    public string? Database { get; init; }

    /// <summary>When the Job of <see cref="BackupProof.Scratch"/> was made; null: not yet, or none is asked for.</summary>
    public long? ScratchAt { get; init; }
    public long? DueAt { get; init; }
    public long Version { get; init; }

    public BackupProof? Rule => Proof is null ? null : JsonSerializer.Deserialize<BackupProof>(Proof, EventJson.Options);

    /// <summary>One that was proven in another way than the plan asks for is not proven to it.</summary>
    public bool Serves(UpgradePlanned plan) =>
        (Stack is null ? plan.Backup!.Shared : !plan.Backup!.Shared && Stack == plan.Stack) && (plan.Backup.Proof is not { } asked || (asked == Rule && (asked.Scratch is null || plan.Backup.Database == Database)));

    /// <summary>One for a single step need save no more than its database (deploy/k8s/templates).</summary>
    public JobOrder Order => new()
    {
        Namespace = Namespace,
        CronJob = CronJob,
        Job = Job,
        UpgradeId = UpgradeId,
        Step = Step,
        Purpose = "backup",
        Environment = Step is null || Database is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["UPGRADES_STEP"] = $"{UpgradeId}/{Step}", ["UPGRADES_DATABASE"] = Database },
    };

    /// <summary>The Job that tries whether it can be read. Its name follows from this row's.</summary>
    public JobOrder ScratchOrder(ScratchProof scratch) => new()
    {
        Namespace = scratch.Namespace,
        CronJob = scratch.CronJob,
        Job = JobName.Of("scratch-", Stack ?? CronJob, Id[..8]),
        UpgradeId = UpgradeId,
        Purpose = "scratch",
        Environment = new Dictionary<string, string> { ["UPGRADES_BACKUP_JOB"] = Job, ["UPGRADES_DATABASE"] = Database ?? "" },
    };

    /// <summary>Was it made for exactly this step? Only such a one holds what the step may have to be taken back to.</summary>
    public bool IsOf(UpgradeRow upgrade) => UpgradeId == upgrade.Id && Step == upgrade.Step;

    /// <param name="step">Null: it may serve others too.</param>
    public static BackupRow New(string upgradeId, string stack, BackupPlan plan, long now, long? step = null)
    {
        var id = Guid.NewGuid();
        return new BackupRow
        {
            Id = id.ToString(),
            Namespace = plan.Namespace,
            CronJob = plan.CronJob,
            Stack = plan.Shared ? null : stack,
            UpgradeId = upgradeId,
            Step = step,
            Job = JobName.Of("pre-upgrade-", plan.Shared ? plan.CronJob : stack, id.ToString("N")[..8]),
            State = BackupState.Running,
            Database = plan.Database,
            Proof = plan.Proof is null ? null : JsonSerializer.Serialize(plan.Proof, EventJson.Options),
            CreatedAt = now,
            DueAt = now,
        };
    }

    /// <param name="served">Everyone this backup is for.</param>
    public BackupCompleted Completed(UpgradeRow upgrade, IEnumerable<string> served) => new()
    {
        UpgradeId = upgrade.UpgradeId,
        Stack = upgrade.Stack,
        Job = Job,
        Namespace = Namespace,
        Duration = TimeSpan.FromMilliseconds(DurationMs ?? 0),
        Bytes = Bytes,
        Proof = Proven is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<string>>(Proven, EventJson.Options)!,
        SharedWith = [.. served.Where(s => s != upgrade.Id).Select(Guid.Parse)],
    };
}
