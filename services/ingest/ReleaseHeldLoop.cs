using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Ingest;

/// <summary>
/// Releases held updates, oldest first, as many as slots are free. Its one row is due when the window gives the next slot;
/// whoever frees one earlier (a refund, another limit, a reset) makes it due at once.
/// </summary>
internal sealed class ReleaseHeldLoop(UpdateRows rows, IngestOptions options, TimeProvider time) : IRowLoop
{
    /// <summary>Webhooks wait while a transaction lasts, so a high limit releases in several.</summary>
    private const int Batch = 100;

    public string Table => RateLimitRow.Table;

    public int Parallelism => 1;

    public Task MoveAsync(string id, CancellationToken cancellationToken) => rows.WriteAsync(ReleaseAsync, cancellationToken);

    private async Task<bool> ReleaseAsync(StateTransaction t)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var limit = await RateLimitRow.ReadAsync(t, options);
        var free = (int)Math.Clamp(limit.Window.Limit - await limit.CountAdmittedAsync(t, now), 0, Batch);
        foreach (var held in await UpdateRows.OldestHeldAsync(t, free))
        {
            await UpdateRows.AdmitHeldAsync(t, held.Id, now, now + (long)options.ResendAfter.TotalMilliseconds);
            t.Publish(new UpdateReleased { UpdateId = Guid.Parse(held.Id), Image = held.Image, Tag = held.Tag });
            t.Publish(JsonSerializer.Deserialize<UpdateDetected>(held.Message, EventJson.Options)!);
        }

        await RateLimitRow.ScheduleAsync(t, await UpdateRows.AnyHeldAsync(t) ? await limit.NextFreeAsync(t, now) : null);
        return true;
    }
}
