using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Decisions;

/// <summary>A plan is a message, and a message can be written by hand: what could not be carried out is refused before it is stored.</summary>
internal static partial class PlanCheck
{
    public const int MostSteps = 100;
    private const int MostEdits = 500;
    private const int LongestQuery = 2000;
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    /// <returns>What is wrong, naming the field; null: nothing.</returns>
    public static string? Problem(UpgradePlanned plan) =>
        plan.UpgradeId == Guid.Empty ? "upgradeId is empty"
        : plan.Stack.Length is 0 or > 300 || plan.Stack.Any(char.IsControl) ? "stack is no folder's name"
        : plan.Repository.Length is 0 or > 1000 ? "repository is empty or too long"
        : plan.Images.Count + plan.Charts.Count == 0 ? "neither images nor charts are to be moved"
        : !CommitId().IsMatch(plan.BaseCommit) ? "baseCommit is no commit id"
        : plan.Window < TimeSpan.Zero || plan.Window > LongestWindow ? "window is not between 0 and a day"
        : plan.Backup is { } backup && !(Dns().IsMatch(backup.CronJob) && Dns().IsMatch(backup.Namespace)) ? "backup names no CronJob in a namespace"
        : plan.Backup?.Proof is { } proof && Problem(proof) is { } unproven ? unproven
        : plan.Restore is { Policy: not RestorePlan.Never } restore && Problem(restore, plan.Backup) is { } unrestorable ? unrestorable
        : plan.Steps.Count is 0 or > MostSteps ? $"steps are not 1 to {MostSteps}"
        : plan.Steps.Select((step, i) => (step, i)).Select(s => Problem(s.step, s.i + 1)).FirstOrDefault(p => p is not null);

    private static string? Problem(BackupProof proof) =>
        proof.Scratch is { } scratch && !(Dns().IsMatch(scratch.CronJob) && Dns().IsMatch(scratch.Namespace)) ? "backup.proof.scratch names no CronJob in a namespace"
        : proof.Scratch?.LogPattern is { } line && !LinePattern.TryParse(line, out _, out var wrongLine) ? $"backup.proof.scratch.logPattern {wrongLine}"
        : proof.MinShareOfLast is { } share && !(share > 0 && share <= 1) ? "backup.proof.minShareOfLast is not between 0 and 1"
        : proof.LogPattern is { } pattern && !LinePattern.TryParse(pattern, out _, out var wrong) ? $"backup.proof.logPattern {wrong}"
        : proof.MinBytes is { } least && (least <= 0 || (proof.SizeMetric is null && (proof.LogPattern is null || !LinePattern.Parse(proof.LogPattern).HasGroup("bytes"))))
            ? "backup.proof.minBytes is not above 0, or nothing tells a size"
        : proof.FreshMetric is { Length: 0 or > LongestQuery } || proof.SizeMetric is { Length: 0 or > LongestQuery } ? $"backup.proof has a metric of not 1 to {LongestQuery} characters"
        : null;

    /// <summary>Only the service's own database may ever be put back (DESIGN §6.4).</summary>
    private static string? Problem(RestorePlan restore, BackupPlan? backup) =>
        restore.Policy is not (RestorePlan.Always or RestorePlan.WhenRollbackFails) ? "restore.policy is not never, whenRollbackFails or always"
        : !(Dns().IsMatch(restore.CronJob) && Dns().IsMatch(restore.Namespace)) ? "restore names no CronJob in a namespace"
        : !Database().IsMatch(restore.Database) ? "restore.database is no database's name"
        : backup is null ? "restore needs a backup, and none is planned"
        : (restore.CronJob, restore.Namespace) == (backup.CronJob, backup.Namespace) ? "restore names the CronJob of the backup"
        : backup.Shared && backup.Database is null ? "restore would have to put back all of a shared instance: which database is the service's own is not known (backup.database)"
        : backup.Database is { } own && own != restore.Database ? $"restore would put back {restore.Database}, and the service's own database is {own}"
        : null;

    private static string? Problem(PlanStep step, int number) =>
        step.Number != number ? $"steps[{number - 1}].number is not {number}"
        : step.Edits.Count is 0 or > MostEdits ? $"steps[{number - 1}].edits are not 1 to {MostEdits}"
        : null;

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex CommitId();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}\z")]
    private static partial Regex Database();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex Dns();
}
