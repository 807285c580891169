using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Ingest;

/// <summary>Sends open updates again whose outcome never came.</summary>
internal sealed class SendAgainLoop(UpdateRows rows, IngestOptions options, TimeProvider time, ILogger<SendAgainLoop> log) : IRowLoop
{
    public string Table => "updates";

    public int Parallelism => 1;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        var row = await rows.FindAsync(id, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (row?.DueAt is { } due && due <= now)
        {
            await rows.WriteAsync(t => SendAgainAsync(t, row, now), cancellationToken);
        }
    }

    private async Task<bool> SendAgainAsync(StateTransaction t, UpdateRow row, long now)
    {
        var sentAgain = await t.ExecuteAsync(
            "update updates set due_at = @due, version = version + 1 where id = @Id and state = 'open' and version = @Version",
            new { row.Id, row.Version, due = now + (long)options.ResendAfter.TotalMilliseconds });
        if (sentAgain == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        t.Publish(JsonSerializer.Deserialize<UpdateDetected>(row.Message, EventJson.Options)!);
        Log.SentAgain(log, row.Id, row.Image, row.Tag);
        return true;
    }
}
