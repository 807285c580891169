using Dapper;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.State;

namespace Upgrades.Ingest;

/// <summary>One row of <c>updates</c>. Times are domain unix milliseconds.</summary>
internal sealed record UpdateRow
{
    public required string Id { get; init; }
    public required string Image { get; init; }
    public required string Tag { get; init; }
    public string? Digest { get; init; }
    public long Attempt { get; init; }
    public required string Message { get; init; }
    /// <summary><c>open</c>, <c>held</c>, <c>filtered</c> or <c>done</c>.</summary>
    public required string State { get; init; }
    public required string Reason { get; init; }
    public long ReceivedAt { get; init; }
    public long? AdmittedAt { get; init; }
    public long? DueAt { get; init; }
    public long Version { get; init; }

    /// <summary>Equal for tags that can be compared: a held update has at most one row of its image and shape beside it.</summary>
    public string Shape => ShapeOf(Tag);

    /// <summary>A tag that names no version is comparable to itself only; no shape starts with an equals sign.</summary>
    public static string ShapeOf(string tag) => TagVersion.TryParse(tag, out var version) ? version.Shape : "=" + tag;
}

/// <summary>
/// The tables of ingest, and the statements on <c>updates</c>. What a webhook asks is answered by an index and does not grow
/// with the number of updates held: a hundred thousand cost the next one nothing.
/// </summary>
internal sealed class UpdateRows([FromKeyedServices(IngestService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, image as Image, tag as Tag, digest as Digest, attempt as Attempt, message as Message, state as State, reason as Reason,
        received_at as ReceivedAt, admitted_at as AdmittedAt, due_at as DueAt, version as Version
        """;

    private const string OfSignal = "image = @image and tag = @tag and coalesce(digest, '') = coalesce(@digest, '')";
    private const string OpenOfSignal = $"select id from updates where {OfSignal} and state in ('open', 'held') order by attempt limit 1";
    private const string LastAttemptOfSignal = $"select max(attempt) from updates where {OfSignal} and state <> 'filtered'";
    private const string HeldAlike = $"select {Columns} from updates where state = 'held' and image = @image and shape = @shape limit 1";
    private const string OldestHeld = $"select {Columns} from updates where state = 'held' order by received_at, id limit @limit";
    private const string AnyHeld = "select exists (select 1 from updates where state = 'held')";

    public static StateSchema Schema => new(
        $"""
        create table updates (
            id text primary key, image text not null, tag text not null, shape text not null, digest text, attempt integer not null, message text not null,
            state text not null, reason text not null, received_at bigint not null, admitted_at bigint, takes_slot integer not null default 0,
            analyzed integer not null default 0, {StateSchema.LoopColumns});
        create index updates_by_signal on updates (image, tag, (coalesce(digest, '')), attempt);
        create index updates_by_state on updates (state, received_at, id);
        create index updates_held on updates (image, shape) where state = 'held';
        create index updates_admitted on updates (admitted_at) where takes_slot = 1;
        create index updates_due on updates (due_at) where due_at is not null;
        create table awaited_upgrades (update_id text not null, upgrade_id text not null, primary key (update_id, upgrade_id));
        create index awaited_by_upgrade on awaited_upgrades (upgrade_id);
        create table outcomes (upgrade_id text primary key, at bigint not null);
        create table rate_limit (
            id text primary key, admitted integer, window_ms bigint, reset_at bigint not null default 0, {StateSchema.LoopColumns});
        insert into rate_limit (id) values ('{RateLimitRow.Id}');
        """,
        SenderRows.Table);

    /// <summary>What is asked for each webhook, for the test that none of it reads a whole table.</summary>
    internal static IReadOnlyList<string> AskedPerWebhook => [OpenOfSignal, LastAttemptOfSignal, HeldAlike, OldestHeld, AnyHeld, RateLimitRow.NthNewest];

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<IEnumerable<UpdateRow>> ListAsync(string? state, int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<UpdateRow>(
            $"select {Columns} from updates {(state is null ? "" : "where state = @state")} order by received_at desc, id desc limit @limit", new { state, limit }),
        cancellationToken);

    public Task<UpdateRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<UpdateRow>($"select {Columns} from updates where id = @id", new { id }), cancellationToken);

    /// <summary>The update of exactly this image, tag and digest that is open or held.</summary>
    public static Task<string?> OpenOfSignalAsync(StateTransaction t, string image, string tag, string? digest) =>
        t.FirstOrDefaultAsync<string>(OpenOfSignal, new { image, tag, digest });

    /// <summary>The last attempt that was more than filtered; null when there was none.</summary>
    public static Task<long?> LastAttemptOfSignalAsync(StateTransaction t, string image, string tag, string? digest) =>
        t.FirstOrDefaultAsync<long?>(LastAttemptOfSignal, new { image, tag, digest });

    /// <summary>The held update of the image whose tag can be compared. There is never a second: the newer replaces the older.</summary>
    public static Task<UpdateRow?> HeldAlikeAsync(StateTransaction t, string image, string tag) =>
        t.FirstOrDefaultAsync<UpdateRow>(HeldAlike, new { image, shape = UpdateRow.ShapeOf(tag) });

    public static Task<IEnumerable<UpdateRow>> OldestHeldAsync(StateTransaction t, int limit) => t.QueryAsync<UpdateRow>(OldestHeld, new { limit });

    public static Task<bool> AnyHeldAsync(StateTransaction t) => t.FirstOrDefaultAsync<bool>(AnyHeld);

    public static Task<long> CountHeldAsync(StateTransaction t) => t.FirstOrDefaultAsync<long>("select count(*) from updates where state = 'held'");

    public static Task<int> InsertAsync(StateTransaction t, UpdateRow row, bool takesSlot) => t.ExecuteAsync(
        """
        insert into updates (id, image, tag, shape, digest, attempt, message, state, reason, received_at, admitted_at, takes_slot, due_at)
        values (@Id, @Image, @Tag, @Shape, @Digest, @Attempt, @Message, @State, @Reason, @ReceivedAt, @AdmittedAt, @slot, @DueAt)
        on conflict (id) do update set state = excluded.state, reason = excluded.reason, message = excluded.message, received_at = excluded.received_at,
            admitted_at = excluded.admitted_at, takes_slot = excluded.takes_slot, due_at = excluded.due_at, version = updates.version + 1
        """,
        new
        {
            row.Id,
            row.Image,
            row.Tag,
            row.Shape,
            row.Digest,
            row.Attempt,
            row.Message,
            row.State,
            row.Reason,
            row.ReceivedAt,
            row.AdmittedAt,
            row.DueAt,
            slot = takesSlot ? 1 : 0,
        });

    /// <summary>A held update that is not held any more and was not admitted either.</summary>
    public static Task<int> EndAsync(StateTransaction t, string id, string reason) => t.ExecuteAsync(
        "update updates set state = 'done', reason = @reason, due_at = null, version = version + 1 where id = @id", new { id, reason });

    public static Task<int> AdmitHeldAsync(StateTransaction t, string id, long admittedAt, long dueAt) => t.ExecuteAsync(
        """
        update updates set state = 'open', reason = '', due_at = @dueAt, admitted_at = @admittedAt, takes_slot = 1, version = version + 1 where id = @id
        """,
        new { id, admittedAt, dueAt });
}
