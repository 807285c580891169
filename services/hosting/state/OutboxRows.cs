using Dapper;

namespace Upgrades.Hosting.State;

/// <summary>A stored event that waits to be published.</summary>
internal sealed record OutboxRow(long Seq, string MessageId, string Event, string Body, string? CorrelationId);

/// <summary>Every statement on <c>outbox</c>, apart from the one that stores an event with its decision.</summary>
internal sealed class OutboxRows(StateStore store, TimeProvider time)
{
    /// <summary>How long an event that is sent can still be looked at in the store (domain time).</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const int AtATime = 500;

    /// <summary>In the order they were stored. Numbers are never used twice, also when the rows before them are gone.</summary>
    public async Task<IReadOnlyList<OutboxRow>> UnsentAsync(long after, CancellationToken cancellationToken) => [.. await store.ReadAsync(
        connection => connection.QueryAsync<OutboxRow>(
            """
            select seq as Seq, message_id as MessageId, event as Event, body as Body, correlation_id as CorrelationId from outbox
            where sent_at is null and seq > @after order by seq limit 100
            """,
            new { after }),
        cancellationToken)];

    public Task<int> MarkAsync(long seq, CancellationToken cancellationToken) => store.WriteQuietlyAsync(
        t => t.ExecuteAsync("update outbox set sent_at = @now where seq = @seq", new { seq, now = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancellationToken);

    /// <summary>Deletes what was sent long ago, a part at a time so that nobody waits long for the writer.</summary>
    public async Task<int> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds();
        var (all, part) = (0, 0);
        do
        {
            part = await store.WriteQuietlyAsync(
                t => t.ExecuteAsync(
                    "delete from outbox where seq in (select seq from outbox where sent_at < @before order by seq limit @AtATime)", new { before, AtATime }),
                cancellationToken);
            all += part;
        }
        while (part == AtATime);
        return all;
    }
}
