using Dapper;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>What the pages show, read from the timeline's store.</summary>
internal sealed class PageRows([FromKeyedServices(NotifierService.Name)] StateStore store, TimeProvider time)
{
    public const int PageLength = 50;

    /// <summary>More of one kind is not read by anybody.</summary>
    private const int Most = 300;
    private const int FoldedAtOnce = 500;
    private static readonly TimeSpan FaultsAreShown = TimeSpan.FromDays(7);

    public async Task<Overview> OverviewAsync(HistorySearch search, CancellationToken cancellationToken)
    {
        await FoldRestAsync(cancellationToken);
        var now = time.GetUtcNow();
        var history = await HistoryAsync(search, cancellationToken);
        return new Overview
        {
            Now = now,
            LateChannels = [.. (await ChannelsAsync(cancellationToken)).Where(c => c.IsLate(now))],
            Criticals = await StandingAsync<RollbackFailed>(Standing.Critical, cancellationToken),
            Dependencies = await StandingAsync<DependencyFailed>(Standing.Dependency, cancellationToken),
            Faults = [.. (await StandingAsync<MessageFaulted>(Standing.Faulted, cancellationToken)).Where(f => now - f.At < FaultsAreShown)],
            Running = await SummariesAsync(UpgradeSummary.Running, cancellationToken),
            Waiting = await SummariesAsync(UpgradeSummary.Waiting, cancellationToken),
            Held = await StandingAsync<UpdateHeld>(Standing.Held, cancellationToken),
            Quarantined = await StandingAsync<VersionQuarantined>(Standing.Quarantined, cancellationToken),
            Search = search,
            History = [.. history.Take(PageLength)],
            Older = history.Count > PageLength ? search with { Before = history[PageLength - 1].Seq } : null,
        };
    }

    /// <summary>Everything about one upgrade; null when nothing is known of it.</summary>
    public async Task<Dossier?> DossierAsync(Guid id, CancellationToken cancellationToken)
    {
        await FoldRestAsync(cancellationToken);
        var key = id.ToString();
        return await store.ReadAsync(
            async c =>
            {
                var summary = await c.QueryFirstOrDefaultAsync<UpgradeSummary>($"select {FoldTimeline.SummaryColumns} from upgrades where id = @key", new { key });
                var entries = (await c.QueryAsync<TimelineEntry>($"select {TimelineRows.Columns} from timeline where upgrade_id = @key order by seq", new { key })).ToList();
                var signals = summary is null ? [] : await SignalsAsync(c, entries);
                return summary is null ? null : new Dossier(id, summary, [.. signals, .. entries], time.GetUtcNow());
            },
            cancellationToken);
    }

    /// <summary>What led to the plan, before it had an id.</summary>
    private static async Task<IEnumerable<TimelineEntry>> SignalsAsync(System.Data.Common.DbConnection connection, IReadOnlyList<TimelineEntry> entries)
    {
        var updates = entries.Select(FoldTimeline.Read).OfType<UpgradePlanned>().SelectMany(p => p.UpdateIds).Distinct().Take(20).Select(u => u.ToString()).ToList();
        var arguments = new DynamicParameters();
        foreach (var (update, i) in updates.Select((u, i) => (u, i)))
        {
            arguments.Add($"u{i}", update);
        }

        return updates.Count == 0 ? [] : await connection.QueryAsync<TimelineEntry>(
            $"""
            select {TimelineRows.Columns} from timeline
            where update_id in ({string.Join(", ", updates.Select((_, i) => $"@u{i}"))}) and event in ('UpdateDetected', 'UpdateHeld', 'UpdateReleased') order by seq limit 60
            """,
            arguments);
    }

    private Task<IReadOnlyList<UpgradeSummary>> SummariesAsync(string state, CancellationToken cancellationToken) => ListAsync<UpgradeSummary>(
        $"select {FoldTimeline.SummaryColumns} from upgrades where state = @state order by seq desc limit @Most", new { state, Most }, cancellationToken);

    private Task<IReadOnlyList<UpgradeSummary>> HistoryAsync(HistorySearch search, CancellationToken cancellationToken)
    {
        var (conditions, values) = search.Conditions();
        var arguments = new DynamicParameters(values);
        arguments.AddDynamicParams(new { state = UpgradeSummary.Done, limit = PageLength + 1 });
        return ListAsync<UpgradeSummary>(
            $"select {FoldTimeline.SummaryColumns} from upgrades where state = @state{conditions} order by seq desc limit @limit", arguments, cancellationToken);
    }

    /// <summary>A release may have been recorded before what it ends: queues overtake each other.</summary>
    private async Task<IReadOnlyList<Told<TEvent>>> StandingAsync<TEvent>(string kind, CancellationToken cancellationToken)
    {
        var entries = await ListAsync<TimelineEntry>(
            $"""
            select {string.Join(", ", TimelineRows.Columns.Split(", ").Select(c => "t." + c))} from standing s join timeline t on t.seq = s.seq
            where s.kind = @kind and s.is_open = 1 and (s.kind <> '{Standing.Held}' or not exists (
                select 1 from timeline r where r.update_id = t.update_id and r.event in ('UpdateReleased', 'UpdateAnalyzed')))
            order by s.seq desc limit @Most
            """,
            new { kind, Most }, cancellationToken);
        return
        [
            .. from entry in entries
               let message = FoldTimeline.Read(entry)
               where message is TEvent
               select new Told<TEvent>(entry.Seq, DateTimeOffset.FromUnixTimeMilliseconds(entry.At), (TEvent)message),
        ];
    }

    /// <summary>Slack as a whole: however many lanes are late, it is one thing that is broken.</summary>
    private Task<IReadOnlyList<Channel>> ChannelsAsync(CancellationToken cancellationToken) => ListAsync<Channel>(
        """
        select 'slack' as Id, (select max(last_error) from lanes) as Error, count(*) as Untold, min(t.at) as Since
        from untold u join timeline t on t.seq = u.seq
        """,
        null, cancellationToken);

    private Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? arguments, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<T>>(async c => [.. await c.QueryAsync<T>(sql, arguments)], cancellationToken);

    /// <summary>A store from before the folding, or one that an older process has written too.</summary>
    private async Task FoldRestAsync(CancellationToken cancellationToken)
    {
        while (await store.ReadAsync(c => c.ExecuteScalarAsync<long>("select coalesce((select max(seq) from timeline), 0) - (select seq from folded)"), cancellationToken) > 0)
        {
            await store.WriteAsync(t => FoldTimeline.MoveAsync(t, FoldedAtOnce), cancellationToken);
        }
    }
}
