using Upgrades.Hosting.Web;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest;

/// <summary>What an operator sees and changes at run time. All behind the operator's token.</summary>
internal static class OperatorEndpoints
{
    public static void MapOperator(this WebApplication app)
    {
        app.MapOperatorGroup("/updates").MapGet("", ListAsync);
        var group = app.MapOperatorGroup("/operator/ingest");
        group.MapGet("rate-limit", ShowLimitAsync);
        group.MapPut("rate-limit", SetLimitAsync);
        group.MapPost("rate-limit/reset", ResetLimitAsync);
        group.MapPost("updates", Submission.AcceptAsync);
    }

    /// <summary><c>GET /updates?state=held&amp;limit=100</c>, newest first.</summary>
    private static async Task<IResult> ListAsync(UpdateRows rows, string? state = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > 1000 || state is not (null or "open" or "held" or "filtered" or "done"))
        {
            return Results.Problem("state is open, held, filtered or done; limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest);
        }

        return Results.Json((await rows.ListAsync(state, limit, cancellationToken)).Select(row => new
        {
            updateId = row.Id,
            row.Image,
            row.Tag,
            row.Digest,
            row.Attempt,
            row.State,
            row.Reason,
            receivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt),
            admittedAt = row.AdmittedAt is { } admitted ? DateTimeOffset.FromUnixTimeMilliseconds(admitted) : (DateTimeOffset?)null,
            dueAt = row.DueAt is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null,
        }));
    }

    private static async Task<IResult> ShowLimitAsync(UpdateRows rows, IngestOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        Results.Json(await rows.WriteAsync(
            async t =>
            {
                var limit = await RateLimitRow.ReadAsync(t, options);
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                return new LimitView(
                    limit.Window.Limit,
                    TimeSpan.FromMilliseconds(limit.Window.Window).TotalHours,
                    await limit.CountAdmittedAsync(t, now),
                    await UpdateRows.CountHeldAsync(t),
                    DateTimeOffset.FromUnixTimeMilliseconds(await limit.NextFreeAsync(t, now)));
            },
            cancellationToken));

    private static async Task<IResult> SetLimitAsync(LimitChange change, UpdateRows rows, IngestOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (change.Limit is < 1 or > 100_000 || change.WindowHours is <= 0 or > 8760)
        {
            return Results.Problem("limit is 1 to 100000, windowHours above 0 and up to 8760", statusCode: StatusCodes.Status400BadRequest);
        }

        await ChangeAsync(rows, options, time, limit => limit with
        {
            Limit = change.Limit ?? limit.Limit,
            Window = change.WindowHours is { } hours ? (long)TimeSpan.FromHours(hours).TotalMilliseconds : limit.Window,
        }, cancellationToken);
        return await ShowLimitAsync(rows, options, time, cancellationToken);
    }

    private static async Task<IResult> ResetLimitAsync(UpdateRows rows, IngestOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await ChangeAsync(rows, options, time, limit => limit with { ResetAt = time.GetUtcNow().ToUnixTimeMilliseconds() }, cancellationToken);
        return await ShowLimitAsync(rows, options, time, cancellationToken);
    }

    private static Task<int> ChangeAsync(UpdateRows rows, IngestOptions options, TimeProvider time, Func<RateWindow, RateWindow> change, CancellationToken cancellationToken) =>
        rows.WriteAsync(
            async t =>
            {
                await RateLimitRow.SetAsync(t, change((await RateLimitRow.ReadAsync(t, options)).Window));
                return await RateLimitRow.WakeAsync(t, time.GetUtcNow().ToUnixTimeMilliseconds());
            },
            cancellationToken);

    internal sealed record LimitChange(int? Limit, double? WindowHours);

    internal sealed record LimitView(int Limit, double WindowHours, long Admitted, long Held, DateTimeOffset NextFree);
}
