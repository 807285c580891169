using Dapper;
using Upgrades.Hosting.State;

namespace Upgrades.Notifier;

/// <summary>The message of an upgrade, under which its thread is.</summary>
/// <param name="Id">The upgrade's.</param>
/// <param name="Asked">The channel as the setting spelt it.</param>
/// <param name="Channel">The channel's id, which alone can be edited in.</param>
/// <param name="Ts">Slack's key of the message; never a number.</param>
/// <param name="Shown">What the message says.</param>
/// <param name="Stale">Has something happened that it does not say yet?</param>
internal sealed record ThreadRow(string Id, string Asked, string Channel, string Ts, string Shown, bool Stale);

/// <summary>Every statement on <c>threads</c> but the mark that something new has been told.</summary>
internal sealed class ThreadRows([FromKeyedServices(NotifierService.Name)] StateStore store)
{
    public async Task<ThreadRow?> FindAsync(string upgradeId, CancellationToken cancellationToken)
    {
        var row = await store.ReadAsync(
            c => c.QueryFirstOrDefaultAsync<Stored>(
                "select id as Id, asked as Asked, channel as Channel, ts as Ts, shown as Shown, stale as Stale from threads where id = @upgradeId", new { upgradeId }),
            cancellationToken);
        return row is null ? null : new ThreadRow(row.Id, row.Asked, row.Channel, row.Ts, row.Shown, row.Stale != 0);
    }

    /// <summary>A new message; takes the place of one that is gone.</summary>
    public Task KeepAsync(ThreadRow row, CancellationToken cancellationToken) => store.WriteAsync(
        t => t.ExecuteAsync(
            """
            insert into threads (id, asked, channel, ts, shown) values (@Id, @Asked, @Channel, @Ts, @Shown)
            on conflict (id) do update set asked = excluded.asked, channel = excluded.channel, ts = excluded.ts, shown = excluded.shown
            """,
            new { row.Id, row.Asked, row.Channel, row.Ts, row.Shown }),
        cancellationToken);

    /// <summary>The message says this now.</summary>
    public Task ShowsAsync(string upgradeId, string text, CancellationToken cancellationToken) =>
        store.WriteAsync(t => t.ExecuteAsync("update threads set shown = @text, stale = 0 where id = @upgradeId", new { upgradeId, text }), cancellationToken);

    private sealed record Stored(string Id, string Asked, string Channel, string Ts, string Shown, long Stale);
}
