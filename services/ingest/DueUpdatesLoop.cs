using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Ingest;

/// <summary>Releases held updates when the window rolls, oldest first, and sends open ones again whose outcome never came.</summary>
internal sealed class DueUpdatesLoop(UpdateRows rows, IngestOptions options, TimeProvider time, ILogger<DueUpdatesLoop> log) : IRowLoop
{
    public string Table => "updates";

    public int Parallelism => 1;

    private long ResendMilliseconds => (long)options.ResendAfter.TotalMilliseconds;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        var row = await rows.FindAsync(id, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (row is null || row.DueAt is null || row.DueAt > now)
        {
            // Another row's move has released this one meanwhile.
            return;
        }

        await rows.WriteAsync(t => row.State == "held" ? ReleaseAsync(t, now) : SendAgainAsync(t, row, now), cancellationToken);
    }

    private async Task<bool> ReleaseAsync(StateTransaction t, long now)
    {
        var limit = await UpdateRows.LimitAsync(t, options);
        var admissions = (await UpdateRows.AdmissionsAsync(t, limit, now)).ToList();
        foreach (var held in await UpdateRows.HeldAsync(t))
        {
            if (admissions.Count >= limit.Limit)
            {
                await UpdateRows.MoveAsync(t, held.Id, "held", held.Reason, limit.NextFree(admissions, now));
                continue;
            }

            admissions.Add(now);
            await UpdateRows.MoveAsync(t, held.Id, "open", "", now + ResendMilliseconds, admittedAt: now);
            t.Publish(new UpdateReleased { UpdateId = Guid.Parse(held.Id), Image = held.Image, Tag = held.Tag });
            t.Publish(Message(held));
        }

        return true;
    }

    private async Task<bool> SendAgainAsync(StateTransaction t, UpdateRow row, long now)
    {
        var sentAgain = await t.ExecuteAsync(
            "update updates set due_at = @due, version = version + 1 where id = @Id and state = 'open' and version = @Version",
            new { row.Id, row.Version, due = now + ResendMilliseconds });
        if (sentAgain == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        t.Publish(Message(row));
        Log.SentAgain(log, row.Id, row.Image, row.Tag);
        return true;
    }

    private static UpdateDetected Message(UpdateRow row) => JsonSerializer.Deserialize<UpdateDetected>(row.Message, EventJson.Options)!;
}
