using System.Text.Json;
using Dapper;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier;

/// <summary>One row of <c>verifications</c>: a commit that is watched until its one verdict.</summary>
internal sealed record VerificationRow
{
    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(e => e.Name);

    public required string Id { get; init; }
    public required string Message { get; init; }
    public required string Progress { get; init; }
    /// <summary>Name and body of the verdict that was published; null while watched.</summary>
    public string? VerdictEvent { get; init; }
    public string? Verdict { get; init; }
    public long Attempts { get; init; }
    public long Version { get; init; }

    public object? DecodedVerdict => VerdictEvent is null ? null : JsonSerializer.Deserialize(Verdict!, EventTypes[VerdictEvent], EventJson.Options);
}

/// <summary>The table of verifications, and every statement on it.</summary>
internal sealed class VerificationRows([FromKeyedServices(VerifierService.Name)] StateStore store)
{
    public const string Table =
        $"""
        create table verifications (
            id text primary key, upgrade_id text not null, step integer not null, kind text not null, message text not null,
            created_at bigint not null, phase text not null, pipeline integer, progress text not null, verdict_event text, verdict text, {StateSchema.LoopColumns});
        create index verifications_by_step on verifications (upgrade_id, step, kind);
        create index verifications_by_pipeline on verifications (pipeline);
        """;

    private const string Columns =
        """
        id as Id, message as Message, progress as Progress, verdict_event as VerdictEvent, verdict as Verdict, attempts as Attempts,
        version as Version
        """;

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public static string IdOf(UpgradeApplied message) => $"{message.UpgradeId}/{message.Step}/{message.Kind}/{message.CommitSha}";

    public Task<VerificationRow?> FindAsync(string id, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<VerificationRow>($"select {Columns} from verifications where id = @id", new { id }), cancellationToken);

    public static Task<VerificationRow?> FindAsync(StateTransaction t, string id) =>
        t.FirstOrDefaultAsync<VerificationRow>($"select {Columns} from verifications where id = @id", new { id });

    /// <returns>Why this step of the upgrade was undone; null when that was not decided here.</returns>
    public async Task<UpgradeFailed?> FailureOfAsync(UpgradeApplied rollback, CancellationToken cancellationToken)
    {
        var json = await store.ReadAsync(
            c => c.QueryFirstOrDefaultAsync<string?>(
                """
                select verdict from verifications
                where upgrade_id = @upgrade and step = @Step and kind not in ('Rollback', 'Restore') and verdict_event = 'UpgradeFailed' order by created_at desc limit 1
                """,
                new { upgrade = rollback.UpgradeId.ToString(), rollback.Step }),
            cancellationToken);
        return json is null ? null : JsonSerializer.Deserialize<UpgradeFailed>(json, EventJson.Options);
    }

    /// <summary>Does the pipeline carry the commit of another upgrade too?</summary>
    public Task<bool> IsSharedAsync(int pipeline, Guid upgrade, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.ExecuteScalarAsync<bool>(
            "select exists (select 1 from verifications where pipeline = @pipeline and upgrade_id <> @upgrade)", new { pipeline, upgrade = upgrade.ToString() }),
        cancellationToken);

    /// <returns>0 when exactly this commit is known already.</returns>
    public static Task<int> InsertAsync(StateTransaction t, UpgradeApplied message, DateTimeOffset now) => t.ExecuteAsync(
        """
        insert into verifications (id, upgrade_id, step, kind, message, created_at, phase, progress, due_at)
        values (@id, @upgrade, @Step, @kind, @body, @now, @phase, @progress, @now) on conflict (id) do nothing
        """,
        new
        {
            id = IdOf(message),
            upgrade = message.UpgradeId.ToString(),
            message.Step,
            kind = message.Kind.ToString(),
            body = JsonSerializer.Serialize(message, EventJson.Options),
            phase = Progress.First(message).ToString(),
            progress = StoredJson.Write(new Progress { Since = now, Phase = Progress.First(message) }),
            now = now.ToUnixTimeMilliseconds(),
        });

    /// <exception cref="RowChangedException">Another writer was faster.</exception>
    public static async Task MoveAsync(StateTransaction t, VerificationRow row, Progress progress, long? dueAt, object? verdict)
    {
        var changed = await t.ExecuteAsync(
            """
            update verifications set phase = @phase, pipeline = @Pipeline, progress = @progress, verdict_event = @verdictEvent, verdict = @verdict,
                due_at = @dueAt, version = version + 1
            where id = @Id and version = @Version
            """,
            new
            {
                row.Id,
                row.Version,
                phase = progress.Phase.ToString(),
                progress.Pipeline,
                progress = StoredJson.Write(progress),
                verdictEvent = verdict?.GetType().Name,
                verdict = verdict is null ? null : JsonSerializer.Serialize(verdict, verdict.GetType(), EventJson.Options),
                dueAt,
            });
        if (changed == 0)
        {
            throw new RowChangedException("verifications", row.Id);
        }
    }
}
