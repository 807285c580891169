using System.Data.Common;
using Dapper;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Notifier.Digest;

/// <summary>Until when weeks have been told, and what the timeline knows of the next one.</summary>
internal sealed class DigestRows([FromKeyedServices(NotifierService.Name)] StateStore store)
{
    private const string Columns = "t.seq as Seq, t.event as Event, t.upgrade_id as UpgradeId, t.update_id as UpdateId, t.stack as Stack, t.at as At, t.body as Body";

    // Lists in SQL are spelt differently by SQLite and PostgreSQL.
    private const string Told =
        $"('{nameof(UpgradeSucceeded)}', '{nameof(UpgradeRolledBack)}', '{nameof(UpgradeAborted)}', '{nameof(VersionQuarantined)}', '{nameof(SecondChanceDecided)}')";

    private const string Ends =
        $"('{nameof(UpgradeSucceeded)}', '{nameof(UpgradeRolledBack)}', '{nameof(UpgradeAborted)}', '{nameof(RollbackFailed)}', '{nameof(UpgradeSkipped)}')";

    /// <returns>Null before the first.</returns>
    public async Task<DateTimeOffset?> UntilAsync(string id, CancellationToken cancellationToken) =>
        await store.ReadAsync(c => c.ExecuteScalarAsync<long?>("select until_at from digests where id = @id", new { id }), cancellationToken) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public Task RestAsync(string id, DateTimeOffset? until, DateTimeOffset due, CancellationToken cancellationToken) => store.WriteAsync(
        t => t.ExecuteAsync(
            "update digests set until_at = @until, due_at = @due, version = version + 1 where id = @id",
            new { id, until = until?.ToUnixTimeMilliseconds(), due = due.ToUnixTimeMilliseconds() }),
        cancellationToken);

    public Task<WeekFacts> FactsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var span = new { from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() };
        return store.ReadAsync(
            async c => new WeekFacts
            {
                From = from,
                To = to,
                Events = [.. (await ReadAsync<object>(c, $"t.at >= @from and t.event in {Told}", span)).Select(e => e.Event)],
                Waiting = [.. (await ReadAsync<UpgradePlanned>(c, NoLater("upgrade_id", Ends), span)).DistinctBy(e => e.Event.UpgradeId)],
                // A newer tag of an image takes the place of one that is held, which nothing tells of.
                Held =
                [
                    .. (await ReadAsync<UpdateHeld>(c, NoLater("update_id", $"('{nameof(UpdateReleased)}', '{nameof(UpdateAnalyzed)}', '{nameof(UpdateHeld)}')"), span))
                        .GroupBy(e => e.Event.Image).Select(g => g.Last()),
                ],
                Broken =
                [
                    .. (await ReadAsync<RollbackFailed>(c, NoLater("stack", $"('{nameof(UpgradeSucceeded)}', '{nameof(UpgradeRolledBack)}')"), span)).DistinctBy(e => e.Event.Stack),
                ],
                Lacking = Lacking((await ReadAsync<object>(c, $"t.event in ('{nameof(DependencyFailed)}', '{nameof(DependencyRecovered)}')", span)).Select(e => e.Event)),
            },
            cancellationToken);
    }

    /// <summary>Nothing of the same has ended it since.</summary>
    private static string NoLater(string column, string ends) =>
        $"not exists (select 1 from timeline e where e.{column} = t.{column} and e.seq > t.seq and e.at < @to and e.event in {ends})";

    private static async Task<IReadOnlyList<(T Event, DateTimeOffset At)>> ReadAsync<T>(DbConnection connection, string where, object span)
    {
        var kind = typeof(T) == typeof(object) ? "" : $"t.event = '{typeof(T).Name}' and ";
        var entries = await connection.QueryAsync<TimelineEntry>($"select {Columns} from timeline t where {kind}t.at < @to and {where} order by t.seq", span);
        return [.. entries.Select(e => ((T)Lane.Read(e), DateTimeOffset.FromUnixTimeMilliseconds(e.At)))];
    }

    /// <summary>Of each the last word.</summary>
    private static IReadOnlyList<DependencyFailed> Lacking(IEnumerable<object> events) =>
    [
        .. events.Select(e => (Key: e is DependencyFailed f ? (f.Service, f.Dependency) : e is DependencyRecovered r ? (r.Service, r.Dependency) : default, Event: e))
            .GroupBy(e => e.Key).Select(g => g.Last().Event).OfType<DependencyFailed>(),
    ];
}
