using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Loops;

/// <param name="Owner">What this claim has written into the row: a later one writes something else.</param>
internal sealed record ClaimedRow(string Id, long DueAt, int Attempts, string Owner);

/// <summary>
/// Who may move a row now. Leases run on the system clock; due times on domain time. A row is free when its lease has run out, and
/// at once when its owner has died.
/// </summary>
internal sealed class RowLeases(StateStore store, string table, TimeSpan lease)
{
    private readonly string _process = store.Engine.ProcessMark;
    private readonly string _runner = $"{store.Engine.ProcessMark}/{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>What could not be written while the store was away. Until it is, rows of ours would look taken.</summary>
    private readonly ConcurrentQueue<Func<Task>> _owed = new();
    private long _claims;

    private string Free => $"(lease_until is null or lease_until < @system or {store.Engine.OwnerIsDead})";

    public async Task<IReadOnlyList<ClaimedRow>> ClaimAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await PayAsync(cancellationToken);
        var owner = string.Create(CultureInfo.InvariantCulture, $"{_runner}/{Interlocked.Increment(ref _claims)}");
        var arguments = new
        {
            now = now.ToUnixTimeMilliseconds(),
            system = SystemMilliseconds(),
            process = _process,
            until = SystemMilliseconds() + (long)lease.TotalMilliseconds,
            owner,
            limit,
        };
        var free = Free;
        if (limit <= 0 || !await store.ReadAsync(c => c.ExecuteScalarAsync<bool>($"select exists (select 1 from {table} where due_at <= @now and {free})", arguments), cancellationToken))
        {
            return [];
        }

        store.Engine.EnsureSeenAlive();
        try
        {
            var rows = await store.WriteQuietlyAsync(
                t => t.QueryAsync<ClaimRow>(
                    $"""
                    update {table} set lease_until = @until, lease_owner = @owner
                    where id in (select id from {table} where due_at <= @now and {free} order by due_at limit @limit)
                    returning id as Id, due_at as DueAt, attempts as Attempts
                    """,
                    arguments),
                cancellationToken);
            return [.. rows.Select(r => new ClaimedRow(r.Id, r.DueAt, (int)r.Attempts, owner))];
        }
        catch (DbException)
        {
            // The answer to a commit may be what was lost.
            _owed.Enqueue(() => ReleaseAllAsync(owner));
            throw;
        }
    }

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        var next = await store.ReadAsync(
            c => c.ExecuteScalarAsync<long?>(
                $"select min(due_at) from {table} where due_at is not null and {Free}", new { system = SystemMilliseconds(), process = _process }),
            cancellationToken);
        return next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;
    }

    /// <summary>A move that ended well also ends the row's run of failures; its own write has set when the row is due again.</summary>
    public Task ReleaseAsync(ClaimedRow row, bool moved) => WriteOrOweAsync(t => t.ExecuteAsync(
        $"""
        update {table} set lease_until = null, lease_owner = null,
            attempts = case when @moved then 0 else attempts end, last_error = case when @moved then null else last_error end
        where id = @Id and lease_owner = @Owner
        """,
        new { row.Id, row.Owner, moved }));

    /// <summary>Keeps an earlier due time that a consumer has set meanwhile.</summary>
    public Task PostponeAsync(ClaimedRow row, DateTimeOffset until, string error) => WriteOrOweAsync(t => t.ExecuteAsync(
        $"""
        update {table} set lease_until = null, lease_owner = null, attempts = attempts + 1, last_error = @error,
            due_at = case when due_at = @DueAt then @until else due_at end
        where id = @Id and lease_owner = @Owner
        """,
        new { row.Id, row.DueAt, row.Owner, until = until.ToUnixTimeMilliseconds(), error = Storable(error) }));

    private Task ReleaseAllAsync(string owner) =>
        store.WriteAsync(t => t.ExecuteAsync($"update {table} set lease_until = null, lease_owner = null where lease_owner = @owner", new { owner }), CancellationToken.None);

    private async Task WriteOrOweAsync(Func<StateTransaction, Task<int>> write)
    {
        try
        {
            await store.WriteAsync(write, CancellationToken.None);
        }
        catch (DbException)
        {
            // Not reported here: the next claim fails as well, loudly, or writes it.
            _owed.Enqueue(() => store.WriteAsync(write, CancellationToken.None));
        }
    }

    private async Task PayAsync(CancellationToken cancellationToken)
    {
        while (_owed.TryPeek(out var write))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await write();
            _owed.TryDequeue(out _);
        }
    }

    /// <summary>PostgreSQL takes neither NUL nor half a character, and what the outside says can hold both.</summary>
    private static string Storable(string error) => string.Concat(error.EnumerateRunes().Where(r => r.Value != 0));

    private static long SystemMilliseconds() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record ClaimRow(string Id, long DueAt, long Attempts);
}
