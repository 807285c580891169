using Dapper;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>One row of <c>updates</c>. Times are domain unix milliseconds.</summary>
internal sealed record UpdateRow
{
    public required string Id { get; init; }
    public required string Image { get; init; }
    public required string Tag { get; init; }
    public required string Message { get; init; }

    /// <summary><see cref="UpdateDecision"/> as JSON; null while the update waits.</summary>
    public string? Decision { get; init; }

    public long ReceivedAt { get; init; }
    public long? DueAt { get; init; }
    public long Attempts { get; init; }
    public string? LastError { get; init; }
    public long Version { get; init; }
}

/// <summary>The tables of the analyzer, and every statement on <c>updates</c>.</summary>
internal sealed class UpdateRows([FromKeyedServices(AnalyzerService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, image as Image, tag as Tag, message as Message, decision as Decision, received_at as ReceivedAt, due_at as DueAt,
        attempts as Attempts, last_error as LastError, version as Version
        """;

    public static StateSchema Schema => new(
        $"""
        create table updates (
            id text primary key, image text not null, tag text not null, message text not null, decision text, received_at bigint not null,
            {StateSchema.LoopColumns});
        create index updates_by_age on updates (received_at);
        create table plans (id text primary key, revision integer not null, body text not null, forced integer not null, skip text);
        create table replans (id text primary key, message text not null, {StateSchema.LoopColumns});
        create table outcomes (id text primary key, outcome text not null, at bigint not null);
        create table quarantine (
            stack text not null, image text not null, version text not null, upgrade_id text not null, reason text not null, at bigint not null,
            primary key (stack, image, version));
        """,
        SecondChanceRows.Tables,
        SourceRows.Tables,
        AnswerRows.Tables,
        JoinRows.Tables);

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<UpdateRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<UpdateRow>($"select {Columns} from updates where id = @id", new { id }), cancellationToken);

    public static Task<UpdateRow?> FindAsync(StateTransaction t, string id) =>
        t.FirstOrDefaultAsync<UpdateRow>($"select {Columns} from updates where id = @id", new { id });

    /// <summary>Those that came within a time, both ends included.</summary>
    public Task<IEnumerable<UpdateRow>> ReceivedAsync(long from, long to, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<UpdateRow>($"select {Columns} from updates where received_at >= @from and received_at <= @to order by received_at, id", new { from, to }), cancellationToken);

    /// <returns>0 when somebody else has written the row meanwhile.</returns>
    public static Task<int> WaitAsync(StateTransaction t, UpdateRow row, long until) => t.ExecuteAsync(
        "update updates set due_at = @until, version = version + 1 where id = @Id and version = @Version and decision is null", new { row.Id, row.Version, until });

    /// <summary>Makes one that waits for others due at once; one that is about to wait looks again.</summary>
    public static Task<int> WakeAsync(StateTransaction t, string id, long now) =>
        t.ExecuteAsync("update updates set due_at = @now, version = version + 1 where id = @id and decision is null", new { id, now });

    public Task<IEnumerable<UpdateRow>> ListAsync(bool? decided, int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<UpdateRow>(
            $"""
            select {Columns} from updates
            where @all or (@decided and decision is not null) or (not @decided and decision is null) order by received_at desc, id limit @limit
            """,
            new { all = decided is null, decided = decided ?? false, limit }),
        cancellationToken);

    /// <returns>0 when the update is known.</returns>
    public static Task<int> InsertAsync(StateTransaction t, UpdateRow row) => t.ExecuteAsync(
        """
        insert into updates (id, image, tag, message, decision, received_at, due_at) values (@Id, @Image, @Tag, @Message, @Decision, @ReceivedAt, @DueAt)
        on conflict (id) do nothing
        """,
        new { row.Id, row.Image, row.Tag, row.Message, row.Decision, row.ReceivedAt, row.DueAt });

    /// <returns>0 when somebody else has written the row meanwhile.</returns>
    public static Task<int> DecideAsync(StateTransaction t, UpdateRow row, string decision) => t.ExecuteAsync(
        "update updates set decision = @decision, due_at = null, version = version + 1 where id = @Id and version = @Version and decision is null",
        new { row.Id, row.Version, decision });

    public static Task<int> PostponeAsync(StateTransaction t, string table, string id, long dueAt) =>
        t.ExecuteAsync($"update {table} set due_at = @dueAt, version = version + 1 where id = @id and due_at is not null", new { id, dueAt });
}
