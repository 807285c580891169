using Upgrades.Hosting.State;

namespace Upgrades.Ingest;

/// <summary>Who has sent something at all, and when last, whatever became of it. Domain unix milliseconds.</summary>
internal static class SenderRows
{
    public const string Diun = "diun";

    public const string Table = "create table senders (name text primary key, last_at bigint not null);";

    public static Task<int> HeardAsync(StateTransaction t, string name, long at) => t.ExecuteAsync(
        "insert into senders (name, last_at) values (@name, @at) on conflict (name) do update set last_at = excluded.last_at", new { name, at });

    /// <returns>Null: never.</returns>
    public const string LastOf = "select max(last_at) from senders where name = @name";
}
