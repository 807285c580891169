using Dapper;
using Upgrades.Analyzer.Outside;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>Every statement on <c>answers</c>: what other systems said, kept over restarts. Times are system unix milliseconds.</summary>
internal sealed class AnswerRows([FromKeyedServices(AnalyzerService.Name)] StateStore store, OutsideOptions options, OutsideClock clock) : IAnswerStore
{
    /// <summary>So coarse is the order of use: "unchanged" is the usual answer, and shall not cost a write each time.</summary>
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1);

    /// <summary>The index alone tells sizes and order of use, without a look at the bodies. SQLite takes any name for a type.</summary>
    public const string Tables =
        """
        create table answers (
            id text primary key, etag text, last_modified text, link text, content_type text, length bigint not null, size bigint not null,
            used_at bigint not null, body bytea not null);
        create index answers_by_use on answers (used_at, id, size);
        """;

    private long Now => clock.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<StoredAnswer?> FindAsync(string key, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<StoredAnswer>(
            "select etag as ETag, last_modified as LastModified, link as Link, content_type as ContentType, length as Length, body as Body from answers where id = @key",
            new { key }),
        cancellationToken);

    public async Task KeepAsync(string key, StoredAnswer answer, CancellationToken cancellationToken)
    {
        var (entries, bytes) = await store.WriteAsync(
            async t =>
            {
                await t.ExecuteAsync(
                    """
                    insert into answers (id, etag, last_modified, link, content_type, length, size, used_at, body)
                    values (@key, @ETag, @LastModified, @Link, @ContentType, @Length, @Size, @now, @Body)
                    on conflict (id) do update set etag = excluded.etag, last_modified = excluded.last_modified, link = excluded.link,
                        content_type = excluded.content_type, length = excluded.length, size = excluded.size, used_at = excluded.used_at, body = excluded.body
                    """,
                    new { key, answer.ETag, answer.LastModified, answer.Link, answer.ContentType, answer.Length, answer.Size, now = Now, answer.Body });
                var kept = await MeasureAsync(t);
                if (kept.Bytes <= options.CacheBytes)
                {
                    return kept;
                }

                // A tenth more than needed, so that the next one does not have to make room again.
                await t.ExecuteAsync(
                    """
                    delete from answers where id in (
                        select id from (select id, sum(size) over (order by used_at desc, id desc) as upto from answers) as ordered where upto > @most)
                    """,
                    new { most = options.CacheBytes / 10 * 9 });
                return await MeasureAsync(t);
            },
            cancellationToken);
        OutsideMetrics.CacheEntries.Set(entries);
        OutsideMetrics.CacheBytes.Set(bytes);
    }

    public async Task TouchAsync(string key, CancellationToken cancellationToken)
    {
        var (now, before) = (Now, Now - (long)TouchEvery.TotalMilliseconds);
        if (await store.ReadAsync(c => c.ExecuteScalarAsync<bool>("select exists (select 1 from answers where id = @key and used_at < @before)", new { key, before }), cancellationToken))
        {
            await store.WriteAsync(t => t.ExecuteAsync("update answers set used_at = @now where id = @key", new { key, now }), cancellationToken);
        }
    }

    public Task DropAsync(string key, CancellationToken cancellationToken) =>
        store.WriteAsync(t => t.ExecuteAsync("delete from answers where id = @key", new { key }), cancellationToken);

    private static async Task<(long Entries, long Bytes)> MeasureAsync(StateTransaction t)
    {
        var kept = (await t.QueryAsync<Kept>("select count(*) as Entries, cast(coalesce(sum(size), 0) as bigint) as Bytes from answers")).Single();
        return (kept.Entries, kept.Bytes);
    }

    private sealed record Kept
    {
        public long Entries { get; init; }
        public long Bytes { get; init; }
    }
}
