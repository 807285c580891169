using Dapper;
using Upgrades.Analyzer.Sources;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>Every statement on <c>sources</c>. Times are domain unix milliseconds.</summary>
internal sealed class SourceRows([FromKeyedServices(AnalyzerService.Name)] StateStore store) : IKnownSources
{
    public const string Tables = "create table sources (image text primary key, asked text not null, repository text not null, why text not null, found_at bigint not null);";

    public async Task<KnownSource?> FindAsync(string image, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            c => c.QueryFirstOrDefaultAsync<Row>("select image as Image, asked as Asked, repository as Repository, why as Why, found_at as FoundAt from sources where image = @image", new { image }),
            cancellationToken) is { } row
            ? new KnownSource(row.Image, row.Asked, row.Repository, row.Why, DateTimeOffset.FromUnixTimeMilliseconds(row.FoundAt)) : null;

    public Task KeepAsync(KnownSource source, CancellationToken cancellationToken) => store.WriteAsync(
        t => t.ExecuteAsync(
            """
            insert into sources (image, asked, repository, why, found_at) values (@Image, @Asked, @Repository, @Why, @At)
            on conflict (image) do update set asked = excluded.asked, repository = excluded.repository, why = excluded.why, found_at = excluded.found_at
            """,
            new { source.Image, source.Asked, source.Repository, source.Why, At = source.FoundAt.ToUnixTimeMilliseconds() }),
        cancellationToken);

    public Task ForgetAsync(string image, CancellationToken cancellationToken) =>
        store.WriteAsync(t => t.ExecuteAsync("delete from sources where image = @image", new { image }), cancellationToken);

    private sealed record Row
    {
        public required string Image { get; init; }
        public required string Asked { get; init; }
        public required string Repository { get; init; }
        public required string Why { get; init; }
        public long FoundAt { get; init; }
    }
}
