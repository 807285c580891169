using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Executor.Backups;

/// <summary>One stack: what the catalog says of its backup and its data, and what was last made.</summary>
/// <param name="CronJob">Null: nothing backs it up.</param>
/// <param name="Proofs">What a complete Job has to show besides; empty: its end is believed.</param>
/// <param name="Restore">What a rollback brings back, in words.</param>
internal sealed record StackBackup(
    string Stack, string? Namespace, string? CronJob, bool Shared, string? Database, IReadOnlyList<string> Proofs, string Restore, MadeBackup? Last, MadeBackup? LastFailed);

/// <param name="Said">What proved it, or why it failed.</param>
internal sealed record MadeBackup(string Job, DateTimeOffset At, long? Bytes, IReadOnlyList<string> Said);

/// <summary>What could be restored if it had to be now: the catalog at the branch's head, beside the newest Jobs of ours.</summary>
internal sealed class BackupOverview(InfrastructureRepository repository, BackupRows rows)
{
    /// <exception cref="RepositoryUnavailableException">The remote is away.</exception>
    public async Task<IReadOnlyList<StackBackup>> ReadAsync(CancellationToken cancellationToken)
    {
        var catalog = (await repository.ReadCatalogAsync(await repository.FetchAsync(cancellationToken), cancellationToken)).Catalog;
        List<StackBackup> all = [];
        foreach (var stack in catalog.StacksWithData)
        {
            var plan = catalog.BackupFor(stack);
            var (last, failed) = plan is null ? (null, null) : await rows.NewestAsync(plan, stack, cancellationToken);
            all.Add(new StackBackup(
                stack, plan?.Namespace, plan?.CronJob, plan?.Shared ?? false, plan?.Database, Proofs(plan?.Proof), Restores(catalog, stack, plan), Of(last), Of(failed)));
        }

        return all;
    }

    private static string Restores(Catalog catalog, string stack, BackupPlan? plan) => catalog.RestoreRefusalFor(stack) is { } refusal ? $"refused: {refusal}"
        : catalog.RestoreFor(stack) is { } restore ? $"{restore.Policy}, by CronJob {restore.Namespace}/{restore.CronJob}"
        : plan is null ? "nothing" : "by hand";

    private static IReadOnlyList<string> Proofs(BackupProof? proof) => proof is null ? [] :
    [
        .. proof.LogPattern is null ? (string[])[] : ["log"],
        .. proof.MinBytes is null ? (string[])[] : ["size"],
        .. proof.MinShareOfLast is null ? (string[])[] : ["size of the last one"],
        .. proof.FreshMetric is null ? (string[])[] : ["metric"],
        .. proof.Scratch is null ? (string[])[] : ["scratch"],
    ];

    private static MadeBackup? Of(BackupRow? row) => row is null ? null : new MadeBackup(
        $"{row.Namespace}/{row.Job}",
        DateTimeOffset.FromUnixTimeMilliseconds(row.FinishedAt ?? row.CreatedAt),
        row.Bytes,
        row.State == BackupState.Failed ? [row.Reason] : row.Proven is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<string>>(row.Proven, EventJson.Options)!);
}
