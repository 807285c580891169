using Upgrades.Hosting.State;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest;

/// <summary>
/// The one row of <c>rate_limit</c>: the limit in force, and when held updates are looked at next. They wait in one queue, so
/// that time belongs to the queue and not to each of them, and waking them all is one write.
/// </summary>
/// <param name="NextRelease">Null while nothing is held.</param>
internal sealed record RateLimitRow(RateWindow Window, long? NextRelease)
{
    public const string Table = "rate_limit";
    public const string Id = "held";

    /// <summary>Reads at most as many admissions as the limit has.</summary>
    internal const string NthNewest =
        "select admitted_at from updates where takes_slot = 1 and admitted_at > @from order by admitted_at desc limit 1 offset @skip";

    /// <summary>The operator's limit before the setting's.</summary>
    public static async Task<RateLimitRow> ReadAsync(StateTransaction t, IngestOptions options)
    {
        var row = (await t.FirstOrDefaultAsync<Columns>(
            $"select admitted as Admitted, window_ms as WindowMs, reset_at as ResetAt, due_at as DueAt from {Table} where id = '{Id}'"))!;
        return new RateLimitRow(
            new RateWindow((int)(row.Admitted ?? options.Limit), row.WindowMs ?? (long)options.LimitWindow.TotalMilliseconds, row.ResetAt), row.DueAt);
    }

    public static Task<int> SetAsync(StateTransaction t, RateWindow limit) =>
        t.ExecuteAsync($"update {Table} set admitted = @Limit, window_ms = @Window, reset_at = @ResetAt where id = '{Id}'", limit);

    /// <summary>Admissions that count now.</summary>
    public Task<long> CountAdmittedAsync(StateTransaction t, long now) =>
        t.FirstOrDefaultAsync<long>("select count(*) from updates where takes_slot = 1 and admitted_at > @from", new { from = Window.CountsFrom(now) });

    /// <summary>When the next slot becomes free; <paramref name="now"/> when one is.</summary>
    public async Task<long> NextFreeAsync(StateTransaction t, long now) => Window.NextFree(
        await t.FirstOrDefaultAsync<long?>(NthNewest, new { from = Window.CountsFrom(now), skip = Window.Limit - 1 }), now);

    /// <summary>A slot may have become free: the queue is looked at now. Nothing happens while it is empty.</summary>
    public static Task<int> WakeAsync(StateTransaction t, long now) => t.ExecuteAsync(
        $"update {Table} set due_at = @now where id = '{Id}' and exists (select 1 from updates where state = 'held')", new { now });

    public static Task<int> ScheduleAsync(StateTransaction t, long? at) => t.ExecuteAsync($"update {Table} set due_at = @at where id = '{Id}'", new { at });

    private sealed record Columns
    {
        public long? Admitted { get; init; }
        public long? WindowMs { get; init; }
        public long ResetAt { get; init; }
        public long? DueAt { get; init; }
    }
}
