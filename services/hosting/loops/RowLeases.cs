using Dapper;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Loops;

internal sealed record ClaimedRow(string Id, long DueAt, int Attempts);

/// <summary>Who may move a row now. Leases run on the system clock; due times on domain time.</summary>
internal sealed class RowLeases(StateStore store, string table, TimeSpan lease)
{
    private const string Free = "(lease_until is null or lease_until < @system)";
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    public async Task<IReadOnlyList<ClaimedRow>> ClaimAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var arguments = new
        {
            now = now.ToUnixTimeMilliseconds(),
            system = SystemMilliseconds(),
            until = SystemMilliseconds() + (long)lease.TotalMilliseconds,
            owner = _owner,
            limit,
        };
        if (limit <= 0 || !await store.ReadAsync(c => c.ExecuteScalarAsync<bool>($"select exists (select 1 from {table} where due_at <= @now and {Free})", arguments), cancellationToken))
        {
            return [];
        }

        // The outer condition is checked again on the locked row: two claimers on PostgreSQL cannot both win.
        var rows = await store.WriteQuietlyAsync(
            t => t.QueryAsync<ClaimRow>(
                $"""
                update {table} set lease_until = @until, lease_owner = @owner
                where id in (select id from {table} where due_at <= @now and {Free} order by due_at limit @limit) and {Free}
                returning id as Id, due_at as DueAt, attempts as Attempts
                """,
                arguments),
            cancellationToken);
        return [.. rows.Select(r => new ClaimedRow(r.Id, r.DueAt, (int)r.Attempts))];
    }

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        var next = await store.ReadAsync(
            c => c.ExecuteScalarAsync<long?>($"select min(due_at) from {table} where due_at is not null and {Free}", new { system = SystemMilliseconds() }),
            cancellationToken);
        return next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;
    }

    /// <summary>SQLite files belong to one process: leases found at start are those of its dead predecessor.</summary>
    public Task FreeOwnAsync(CancellationToken cancellationToken) => store.WriteAsync(
        t => t.ExecuteAsync($"update {table} set lease_until = null, lease_owner = null where lease_until is not null"), cancellationToken);

    /// <summary>A move that ended well also ends the row's run of failures; its own write has set when the row is due again.</summary>
    public Task ReleaseAsync(ClaimedRow row, bool moved) => store.WriteAsync(
        t => t.ExecuteAsync(
            $"""
            update {table} set lease_until = null, lease_owner = null,
                attempts = case when @moved then 0 else attempts end, last_error = case when @moved then null else last_error end
            where id = @Id and lease_owner = @owner
            """,
            new { row.Id, owner = _owner, moved }),
        CancellationToken.None);

    /// <summary>Keeps an earlier due time that a consumer has set meanwhile.</summary>
    public Task PostponeAsync(ClaimedRow row, DateTimeOffset until, string error) => store.WriteAsync(
        t => t.ExecuteAsync(
            $"""
            update {table} set lease_until = null, lease_owner = null, attempts = attempts + 1, last_error = @error,
                due_at = case when due_at = @DueAt then @until else due_at end
            where id = @Id and lease_owner = @owner
            """,
            new { row.Id, row.DueAt, owner = _owner, until = until.ToUnixTimeMilliseconds(), error }),
        CancellationToken.None);

    private static long SystemMilliseconds() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record ClaimRow(string Id, long DueAt, long Attempts);
}
