using Dapper;
using Upgrades.Hosting.State;
using Upgrades.Notifier.Folding;
using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

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

/// <summary>The timeline. What is added to it is added to what Slack is to be told.</summary>
/// <param name="slack">Decides what is told in order; null: everything.</param>
internal sealed class TimelineRows([FromKeyedServices(NotifierService.Name)] StateStore store, SlackOptions? slack = null)
{
    /// <summary>More than the one that was added only in a store from before the folding.</summary>
    private const int FoldedAtOnce = 50;

    public const string Columns = "seq as Seq, event as Event, upgrade_id as UpgradeId, update_id as UpdateId, stack as Stack, at as At, body as Body";

    public static StateSchema Schema => new(
        $$"""
        create table timeline (
            seq {identity}, event_key text not null unique, event text not null, upgrade_id text, update_id text, stack text, at bigint not null, body text not null);
        create index timeline_by_upgrade on timeline (upgrade_id, seq);
        create table channels (id text primary key, told bigint not null, {{StateSchema.LoopColumns}});
        insert into channels (id, told) values ('slack-webhook', 0);
        """,
        LaneRows.Tables,
        FoldTimeline.Script);

    /// <summary>Adds the event unless it is there already, and wakes the poster.</summary>
    /// <param name="key">Equal for equal events: a redelivery is not a second event.</param>
    public Task AddAsync(string key, TimelineEntry entry, CancellationToken cancellationToken) => store.WriteAsync(
        async t =>
        {
            var seq = await t.FirstOrDefaultAsync<long?>(
                """
                insert into timeline (event_key, event, upgrade_id, update_id, stack, at, body)
                values (@key, @Event, @UpgradeId, @UpdateId, @Stack, @At, @Body) on conflict (event_key) do nothing returning seq
                """,
                new { key, entry.Event, entry.UpgradeId, entry.UpdateId, entry.Stack, entry.At, entry.Body });
            if (seq is { } added)
            {
                var message = Lane.Read(entry);
                await LaneRows.AddAsync(t, added, entry, Lane.Of(entry, message, slack), Severities.Of(message));
                await FoldTimeline.MoveAsync(t, limit: FoldedAtOnce);
            }
        },
        cancellationToken);

    /// <summary>What arrived after <paramref name="seq"/>, oldest first.</summary>
    public Task<IEnumerable<TimelineEntry>> AfterAsync(long seq, int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<TimelineEntry>($"select {Columns} from timeline where seq > @seq order by seq limit @limit", new { seq, limit }), cancellationToken);

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
