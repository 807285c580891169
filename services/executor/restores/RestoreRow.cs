using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;

namespace Upgrades.Executor.Restores;

internal static class RestoreState
{
    public const string Running = "running";
    public const string Complete = "complete";
    public const string Failed = "failed";
}

/// <summary>One row of <c>restores</c>: the one Job that puts the data of a step back. Times are domain unix milliseconds.</summary>
internal sealed record RestoreRow
{
    /// <summary><c>UPGRADEID/STEP</c>: there is never a second one.</summary>
    public required string Id { get; init; }

    public required string UpgradeId { get; init; }
    public required string Namespace { get; init; }
    public required string CronJob { get; init; }

    /// <summary>Follows from <see cref="Id"/>, so that it is found again even when this store was lost.</summary>
    public required string Job { get; init; }

    public required string Database { get; init; }
    public required string BackupId { get; init; }
    public required string BackupJob { get; init; }
    public required long BackupFinishedAt { get; init; }

    /// <summary>The CronJob that backs the instance up: by it whoever uses the instance too is known.</summary>
    public required string InstanceNamespace { get; init; }
    public required string InstanceCronJob { get; init; }

    public required string State { get; init; }
    public string Reason { get; init; } = "";
    public long CreatedAt { get; init; }

    /// <summary>When the Job was made; null: not yet.</summary>
    public long? StartedAt { get; init; }
    public long? FinishedAt { get; init; }
    public long? DueAt { get; init; }
    public long Version { get; init; }

    public long Step => long.Parse(Id[(Id.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);

    public string Title => $"restore Job {Namespace}/{Job} of database {Database}";

    public static string IdOf(UpgradeRow upgrade) => $"{upgrade.Id}/{upgrade.Step}";

    public static RestoreRow New(UpgradeRow upgrade, UpgradePlanned plan, BackupRow backup, long now) => new()
    {
        Id = IdOf(upgrade),
        UpgradeId = upgrade.Id,
        Namespace = plan.Restore!.Namespace,
        CronJob = plan.Restore.CronJob,
        Job = JobName.Of("restore-", upgrade.Stack, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(IdOf(upgrade))))[..8]),
        Database = plan.Restore.Database,
        BackupId = backup.Id,
        BackupJob = backup.Job,
        BackupFinishedAt = backup.FinishedAt!.Value,
        InstanceNamespace = backup.Namespace,
        InstanceCronJob = backup.CronJob,
        State = RestoreState.Running,
        CreatedAt = now,
        DueAt = now,
    };

    public DataRestore Restored(long finishedAt) => new()
    {
        Namespace = Namespace,
        Job = Job,
        Database = Database,
        BackupJob = BackupJob,
        BackupFinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(BackupFinishedAt),
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAt ?? CreatedAt),
        FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(finishedAt),
    };

    /// <summary>What its Job is told in its environment (deploy/k8s/templates).</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["UPGRADES_BACKUP_JOB"] = BackupJob,
        ["UPGRADES_BACKUP_FINISHED_AT"] = DateTimeOffset.FromUnixTimeMilliseconds(BackupFinishedAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["UPGRADES_STEP"] = Id,
        ["UPGRADES_DATABASE"] = Database,
    };
}
