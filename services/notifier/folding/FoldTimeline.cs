using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Hosting.State;

namespace Upgrades.Notifier.Folding;

/// <summary>
/// Brings <c>upgrades</c> and <c>standing</c> up to the timeline, in the transaction that adds an event: so the overview costs the
/// same however long the timeline is. A store from before is folded by and by, and at once when somebody looks.
/// </summary>
internal static class FoldTimeline
{
    public const string Script =
        """
        create index timeline_by_update on timeline (update_id, seq);
        create table folded (seq bigint not null);
        insert into folded (seq) values (0);
        create table upgrades (
            id text primary key, seq bigint not null, stack text not null, moves text not null, risk text, state text not null, outcome text, step integer not null,
            step_count integer not null, doing text not null, since bigint not null, began_at bigint not null, ended_at bigint, progress bigint not null, search text not null);
        create index upgrades_by_state on upgrades (state, seq);
        create table standing (
            kind text not null, subject text not null, seq bigint not null, is_open integer not null, moment bigint not null, primary key (kind, subject));
        create index standing_open on standing (kind, seq) where is_open = 1;
        """;

    public const string SummaryColumns =
        """
        id as Id, seq as Seq, stack as Stack, moves as Moves, risk as Risk, state as State, outcome as Outcome, step as Step, step_count as StepCount, doing as Doing,
        since as Since, began_at as BeganAt, ended_at as EndedAt, progress as Progress, search as Search
        """;

    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(e => e.Name);

    /// <summary>Folds the oldest events that are not folded yet.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> MoveAsync(StateTransaction t, int limit)
    {
        var entries = (await t.QueryAsync<TimelineEntry>(
            $"select {TimelineRows.Columns} from timeline where seq > (select seq from folded) order by seq limit @limit", new { limit })).ToList();
        foreach (var entry in entries)
        {
            if (Read(entry) is { } message)
            {
                await FoldAsync(t, entry, message);
            }
        }

        if (entries.Count > 0)
        {
            await t.ExecuteAsync("update folded set seq = @Seq", new { entries[^1].Seq });
        }

        return entries.Count;
    }

    /// <returns>Null for an event of another version that this one cannot read: it stays on the timeline as it is.</returns>
    public static object? Read(TimelineEntry entry)
    {
        try
        {
            return EventTypes.TryGetValue(entry.Event, out var type) ? JsonSerializer.Deserialize(entry.Body, type, EventJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task FoldAsync(StateTransaction t, TimelineEntry entry, object message)
    {
        if (FoldUpgrade.Subject(message) is { } id)
        {
            var before = await t.FirstOrDefaultAsync<UpgradeSummary>($"select {SummaryColumns} from upgrades where id = @id", new { id });
            await StoreAsync(t, FoldUpgrade.Fold(before, id, entry.Seq, entry.At, message));
        }

        if (Standing.Of(message, entry.Seq) is { } standing)
        {
            await t.ExecuteAsync(
                """
                insert into standing (kind, subject, seq, is_open, moment) values (@Kind, @Subject, @Seq, @isOpen, @Moment)
                on conflict (kind, subject) do update set seq = excluded.seq, is_open = excluded.is_open, moment = excluded.moment
                where excluded.moment > standing.moment or (excluded.moment = standing.moment and excluded.is_open = 0)
                """,
                new { standing.Kind, standing.Subject, entry.Seq, isOpen = standing.IsOpen ? 1 : 0, standing.Moment });
        }
    }

    private static Task StoreAsync(StateTransaction t, UpgradeSummary summary) => t.ExecuteAsync(
        """
        insert into upgrades (id, seq, stack, moves, risk, state, outcome, step, step_count, doing, since, began_at, ended_at, progress, search)
        values (@Id, @Seq, @Stack, @Moves, @Risk, @State, @Outcome, @Step, @StepCount, @Doing, @Since, @BeganAt, @EndedAt, @Progress, @Search)
        on conflict (id) do update set seq = @Seq, stack = @Stack, moves = @Moves, risk = @Risk, state = @State, outcome = @Outcome, step = @Step, step_count = @StepCount,
            doing = @Doing, since = @Since, began_at = @BeganAt, ended_at = @EndedAt, progress = @Progress, search = @Search
        """,
        summary);
}
