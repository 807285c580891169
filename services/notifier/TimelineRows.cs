using Dapper;
using Upgrades.Hosting.State;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier;

/// <summary>One event as it arrived. <see cref="At"/> is domain unix milliseconds.</summary>
internal sealed record TimelineEntry
{
    public long Seq { get; init; }
    public required string Event { get; init; }
    public string? UpgradeId { get; init; }
    public string? UpdateId { get; init; }
    public string? Stack { get; init; }
    public long At { get; init; }
    public required string Body { get; init; }
}

/// <summary>The timeline, and how far Slack has been told of it.</summary>
internal sealed class TimelineRows([FromKeyedServices(NotifierService.Name)] StateStore store)
{
    /// <summary>The one row of <c>channels</c>; a bot's channel may become another.</summary>
    public const string Webhook = "slack-webhook";

    /// <summary>More than the one that was added only in a store from before the folding.</summary>
    private const int FoldedAtOnce = 50;

    public const string Columns = "seq as Seq, event as Event, upgrade_id as UpgradeId, update_id as UpdateId, stack as Stack, at as At, body as Body";

    public static StateSchema Schema => new(
        $$"""
        create table timeline (
            seq {identity}, event_key text not null unique, event text not null, upgrade_id text, update_id text, stack text, at bigint not null, body text not null);
        create index timeline_by_upgrade on timeline (upgrade_id, seq);
        create table channels (id text primary key, told bigint not null, {{StateSchema.LoopColumns}});
        insert into channels (id, told) values ('{{Webhook}}', 0);
        """,
        FoldTimeline.Script);

    /// <summary>Adds the event unless it is there already, and wakes the poster.</summary>
    /// <param name="key">Equal for equal events: a redelivery is not a second event.</param>
    public Task AddAsync(string key, TimelineEntry entry, CancellationToken cancellationToken) => store.WriteAsync(
        async t =>
        {
            var added = await t.ExecuteAsync(
                """
                insert into timeline (event_key, event, upgrade_id, update_id, stack, at, body)
                values (@key, @Event, @UpgradeId, @UpdateId, @Stack, @At, @Body) on conflict (event_key) do nothing
                """,
                new { key, entry.Event, entry.UpgradeId, entry.UpdateId, entry.Stack, entry.At, entry.Body });
            if (added > 0)
            {
                await t.ExecuteAsync("update channels set due_at = coalesce(due_at, @At), version = version + 1", new { entry.At });
                await FoldTimeline.MoveAsync(t, limit: FoldedAtOnce);
            }
        },
        cancellationToken);

    /// <summary>What Slack has not been told yet, oldest first.</summary>
    public Task<IEnumerable<TimelineEntry>> UntoldAsync(int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<TimelineEntry>(
            $"select {Columns} from timeline where seq > (select told from channels where id = @id) order by seq limit @limit", new { id = Webhook, limit }),
        cancellationToken);

    /// <summary>What arrived after <paramref name="seq"/>, oldest first.</summary>
    public Task<IEnumerable<TimelineEntry>> AfterAsync(long seq, int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<TimelineEntry>($"select {Columns} from timeline where seq > @seq order by seq limit @limit", new { seq, limit }), cancellationToken);

    public Task ToldAsync(long seq, CancellationToken cancellationToken) =>
        store.WriteAsync(t => t.ExecuteAsync("update channels set told = @seq where id = @id and told < @seq", new { seq, id = Webhook }), cancellationToken);

    /// <summary>Rests until the next event; at once when one has arrived meanwhile.</summary>
    public Task RestAsync(long now, CancellationToken cancellationToken) => store.WriteAsync(
        t => t.ExecuteAsync(
            "update channels set due_at = case when exists (select 1 from timeline where seq > channels.told) then @now end, version = version + 1 where id = @id",
            new { now, id = Webhook }),
        cancellationToken);

    public Task<IEnumerable<TimelineEntry>> OfUpgradeAsync(string upgradeId, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryAsync<TimelineEntry>($"select {Columns} from timeline where upgrade_id = @upgradeId order by seq", new { upgradeId }), cancellationToken);

    /// <summary>The latest event of each upgrade, newest first.</summary>
    public Task<IEnumerable<TimelineEntry>> LatestAsync(int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<TimelineEntry>(
            $"""
            select {Columns} from timeline
            where seq in (select max(seq) from timeline where upgrade_id is not null group by upgrade_id) order by seq desc limit @limit
            """,
            new { limit }),
        cancellationToken);
}
