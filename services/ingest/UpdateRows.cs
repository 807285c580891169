using Dapper;
using Upgrades.Hosting.State;
using Upgrades.Ingest.Decisions;

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
}

/// <summary>The tables of ingest, and every statement on them.</summary>
internal sealed class UpdateRows([FromKeyedServices(IngestService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, image as Image, tag as Tag, digest as Digest, attempt as Attempt, message as Message, state as State, reason as Reason,
        received_at as ReceivedAt, admitted_at as AdmittedAt, due_at as DueAt, version as Version
        """;

    public static StateSchema Schema => new(
        $"""
        create table updates (
            id text primary key, image text not null, tag text not null, digest text, attempt integer not null, message text not null,
            state text not null, reason text not null, received_at bigint not null, admitted_at bigint, takes_slot integer not null default 0,
            analyzed integer not null default 0, {StateSchema.LoopColumns});
        create index updates_by_signal on updates (image, tag);
        create index updates_by_state on updates (state, received_at);
        create table awaited_upgrades (update_id text not null, upgrade_id text not null, primary key (update_id, upgrade_id));
        create table outcomes (upgrade_id text primary key, at bigint not null);
        create table rate_limit (id integer primary key, admitted integer not null, window_ms bigint not null, reset_at bigint not null);
        """);

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<IEnumerable<UpdateRow>> ListAsync(string? state, int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<UpdateRow>(
            $"select {Columns} from updates where @state is null or state = @state order by received_at desc, id limit @limit", new { state, limit }),
        cancellationToken);

    public Task<UpdateRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<UpdateRow>($"select {Columns} from updates where id = @id", new { id }), cancellationToken);

    public static Task<IEnumerable<UpdateRow>> OfSignalAsync(StateTransaction t, string image, string tag, string? digest) => t.QueryAsync<UpdateRow>(
        $"select {Columns} from updates where image = @image and tag = @tag and coalesce(digest, '') = coalesce(@digest, '') order by attempt", new { image, tag, digest });

    public static Task<IEnumerable<UpdateRow>> HeldAsync(StateTransaction t) =>
        t.QueryAsync<UpdateRow>($"select {Columns} from updates where state = 'held' order by received_at, id");

    public static Task<int> InsertAsync(StateTransaction t, UpdateRow row, bool takesSlot) => t.ExecuteAsync(
        """
        insert into updates (id, image, tag, digest, attempt, message, state, reason, received_at, admitted_at, takes_slot, due_at)
        values (@Id, @Image, @Tag, @Digest, @Attempt, @Message, @State, @Reason, @ReceivedAt, @AdmittedAt, @slot, @DueAt)
        on conflict (id) do update set state = excluded.state, reason = excluded.reason, message = excluded.message, received_at = excluded.received_at,
            admitted_at = excluded.admitted_at, takes_slot = excluded.takes_slot, due_at = excluded.due_at, version = updates.version + 1
        """,
        new { row.Id, row.Image, row.Tag, row.Digest, row.Attempt, row.Message, row.State, row.Reason, row.ReceivedAt, row.AdmittedAt, row.DueAt, slot = takesSlot ? 1 : 0 });

    public static Task<int> MoveAsync(StateTransaction t, string id, string state, string reason, long? dueAt, long? admittedAt = null) => t.ExecuteAsync(
        """
        update updates set state = @state, reason = @reason, due_at = @dueAt, version = version + 1,
            admitted_at = coalesce(@admittedAt, admitted_at), takes_slot = case when @admittedAt is null then takes_slot else 1 end
        where id = @id
        """,
        new { id, state, reason, dueAt, admittedAt });

    /// <summary>The limit in force: the operator's when he has set one, else the setting.</summary>
    public static async Task<RateWindow> LimitAsync(StateTransaction t, IngestOptions options)
    {
        var row = await t.FirstOrDefaultAsync<LimitRow>("select admitted as Admitted, window_ms as WindowMs, reset_at as ResetAt from rate_limit where id = 1");
        return row is null
            ? new RateWindow(options.Limit, (long)options.LimitWindow.TotalMilliseconds, 0)
            : new RateWindow((int)row.Admitted, row.WindowMs, row.ResetAt);
    }

    public static Task<int> SetLimitAsync(StateTransaction t, RateWindow limit) => t.ExecuteAsync(
        """
        insert into rate_limit (id, admitted, window_ms, reset_at) values (1, @Limit, @Window, @ResetAt)
        on conflict (id) do update set admitted = excluded.admitted, window_ms = excluded.window_ms, reset_at = excluded.reset_at
        """,
        limit);

    public static async Task<IReadOnlyList<long>> AdmissionsAsync(StateTransaction t, RateWindow limit, long now) => [.. await t.QueryAsync<long>(
        "select admitted_at from updates where takes_slot = 1 and admitted_at > @from order by admitted_at", new { from = limit.CountsFrom(now) })];

    /// <summary>Held updates look again now: a slot may have become free.</summary>
    public static Task<int> WakeHeldAsync(StateTransaction t, long now) =>
        t.ExecuteAsync("update updates set due_at = @now, version = version + 1 where state = 'held'", new { now });

    private sealed record LimitRow
    {
        public long Admitted { get; init; }
        public long WindowMs { get; init; }
        public long ResetAt { get; init; }
    }
}
