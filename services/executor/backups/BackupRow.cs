using System.Text.Json;
using System.Text.RegularExpressions;
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
internal sealed partial record BackupRow
{
    /// <summary>A label value, and kubectl's column (kubernetes.md §1).</summary>
    private const int LongestName = 63;

    public required string Id { get; init; }
    public required string Namespace { get; init; }
    public required string CronJob { get; init; }

    /// <summary>The only stack it serves; null: a shared instance, and it serves all who wait.</summary>
    public string? Stack { get; init; }

    /// <summary>The upgrade that asked for it.</summary>
    public required string UpgradeId { get; init; }

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
    public long? DueAt { get; init; }
    public long Version { get; init; }

    public BackupProof? Rule => Proof is null ? null : JsonSerializer.Deserialize<BackupProof>(Proof, EventJson.Options);

    /// <summary>One that was proven in another way than the plan asks for is not proven to it.</summary>
    public bool Serves(UpgradePlanned plan) =>
        (Stack is null ? plan.Backup!.Shared : !plan.Backup!.Shared && Stack == plan.Stack) && (plan.Backup.Proof is not { } asked || asked == Rule);

    public static BackupRow New(string upgradeId, string stack, BackupPlan plan, long now)
    {
        var id = Guid.NewGuid();
        return new BackupRow
        {
            Id = id.ToString(),
            Namespace = plan.Namespace,
            CronJob = plan.CronJob,
            Stack = plan.Shared ? null : stack,
            UpgradeId = upgradeId,
            Job = JobName(plan.Shared ? plan.CronJob : stack, id),
            State = BackupState.Running,
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

    /// <summary>A DNS-1123 label: what is cut off is the middle, what tells it apart stays.</summary>
    internal static string JobName(string about, Guid id)
    {
        const string Prefix = "pre-upgrade-";
        var suffix = id.ToString("N")[..8];
        var slug = Others().Replace(about.ToLowerInvariant(), "-").Trim('-');
        var room = LongestName - Prefix.Length - suffix.Length - 1;
        slug = (slug.Length > room ? slug[..room] : slug).TrimEnd('-');
        return slug.Length == 0 ? Prefix + suffix : $"{Prefix}{slug}-{suffix}";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
