using Dapper;
using Upgrades.Hosting.State;
using Upgrades.Notifier.Messages;

namespace Upgrades.Notifier;

/// <summary>An entry of the timeline that Slack has not been told, or not all of it.</summary>
/// <param name="Posted">How many of its messages are out.</param>
internal sealed record Untold(TimelineEntry Entry, int Posted);

/// <summary>What is still to be told, and in which order: <c>untold</c>, and a row of <c>lanes</c> as long as something of it is due.</summary>
internal sealed class LaneRows([FromKeyedServices(NotifierService.Name)] StateStore store)
{
    /// <summary>What the webhook had not been told when there was one cursor for all goes on as one lane.</summary>
    public static string Tables =>
        $$"""
        create table untold (seq bigint primary key, lane text not null, upgrade_id text, posted integer not null default 0);
        create index untold_by_lane on untold (lane, seq);
        create index untold_by_upgrade on untold (upgrade_id, seq);
        create table lanes (id text primary key, {{StateSchema.LoopColumns}});
        create table threads (
            id text primary key, asked text not null, channel text not null, ts text not null, shown text not null, stale integer not null default 0);
        create table digests (id text primary key, until_at bigint, {{StateSchema.LoopColumns}});
        insert into digests (id, due_at) values ('weekly', 0);
        insert into untold (seq, lane, upgrade_id) select seq, '{{Lane.Usual}}', upgrade_id from timeline where seq > (select max(told) from channels);
        insert into lanes (id, due_at) select '{{Lane.Usual}}', 0 from channels where exists (select 1 from untold);
        drop table channels;
        """;

    /// <summary>An urgent one goes before those that wait, and does not wait for a pause to end.</summary>
    private static readonly long Ahead = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    /// <summary>
    /// Puts an entry that has just been stored at the end of its lane. Between a webhook's lanes and an upgrade's own, when a bot has come
    /// or gone, it follows what is still to be told of the upgrade.
    /// </summary>
    public static async Task AddAsync(StateTransaction t, long seq, TimelineEntry entry, string lane, Severity severity)
    {
        var urgent = severity == Severity.Critical;
        await t.ExecuteAsync(
            """
            insert into untold (seq, lane, upgrade_id)
            values (@seq, coalesce((select lane from untold where upgrade_id = @UpgradeId and @UpgradeId in (lane, @lane) order by seq limit 1), @lane), @UpgradeId)
            """,
            new { seq, entry.UpgradeId, lane });
        await t.ExecuteAsync(
            """
            insert into lanes (id, due_at) select lane, @due from untold where seq = @seq
            on conflict (id) do update set version = lanes.version + 1,
                due_at = case when lanes.due_at is null or (@urgent and lanes.due_at > excluded.due_at) then excluded.due_at else lanes.due_at end
            """,
            new { seq, due = urgent ? entry.At - Ahead : entry.At, urgent });
    }

    /// <summary>What is to be told in this lane, oldest first.</summary>
    public async Task<IReadOnlyList<Untold>> UntoldAsync(string lane, int limit, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(
            c => c.QueryAsync<UntoldRow>(
                """
                select t.seq as Seq, t.event as Event, t.upgrade_id as UpgradeId, t.update_id as UpdateId, t.stack as Stack, t.at as At, t.body as Body,
                    u.posted as Posted
                from untold u join timeline t on t.seq = u.seq where u.lane = @lane order by u.seq limit @limit
                """,
                new { lane, limit }),
            cancellationToken);
        return
        [
            .. rows.Select(r => new Untold(
                new TimelineEntry { Seq = r.Seq, Event = r.Event, UpgradeId = r.UpgradeId, UpdateId = r.UpdateId, Stack = r.Stack, At = r.At, Body = r.Body },
                (int)r.Posted)),
        ];
    }

    /// <summary>One message of the entry is out: after a restart the next one follows.</summary>
    public Task PostedAsync(long seq, CancellationToken cancellationToken) =>
        store.WriteAsync(t => t.ExecuteAsync("update untold set posted = posted + 1 where seq = @seq", new { seq }), cancellationToken);

    /// <summary>All of it is out; the message of its upgrade, if there is one, does not show it yet.</summary>
    public Task ToldAsync(TimelineEntry entry, CancellationToken cancellationToken) => store.WriteAsync(
        async t =>
        {
            await t.ExecuteAsync("delete from untold where seq = @Seq", new { entry.Seq });
            await t.ExecuteAsync("update threads set stale = 1 where id = @UpgradeId", new { entry.UpgradeId });
        },
        cancellationToken);

    /// <summary>Goes on at once while there is more; else the lane ends until its next event.</summary>
    /// <param name="withThreads">Are there messages of upgrades that have to be brought up to date?</param>
    public Task RestAsync(string lane, long now, bool withThreads, CancellationToken cancellationToken) => store.WriteAsync(
        async t =>
        {
            const string IsOpen =
                "(exists (select 1 from untold where lane = lanes.id) or (@withThreads and exists (select 1 from threads where id = lanes.id and stale = 1)))";
            await t.ExecuteAsync(
                "insert into lanes (id, due_at) select id, @now from threads where @withThreads and stale = 1 and id not in (select id from lanes)", new { now, withThreads });
            await t.ExecuteAsync($"update lanes set due_at = @now, version = version + 1 where id = @lane and {IsOpen}", new { lane, now, withThreads });
            await t.ExecuteAsync($"delete from lanes where id = @lane and not {IsOpen}", new { lane, withThreads });
        },
        cancellationToken);

    /// <summary>How often the lane has failed in a row.</summary>
    public Task<int> FailuresAsync(string lane, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.ExecuteScalarAsync<int>("select attempts from lanes where id = @lane", new { lane }), cancellationToken);

    public Task PostponeAsync(string lane, long due, CancellationToken cancellationToken) =>
        store.WriteAsync(t => t.ExecuteAsync("update lanes set due_at = @due, version = version + 1 where id = @lane", new { lane, due }), cancellationToken);

    private sealed record UntoldRow(long Seq, string Event, string? UpgradeId, string? UpdateId, string? Stack, long At, string Body, long Posted);
}
