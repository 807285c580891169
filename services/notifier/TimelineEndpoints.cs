using System.Text.Json;
using Upgrades.Hosting.Web;

namespace Upgrades.Notifier;

/// <summary>The timeline as JSON, for who holds the operator's token.</summary>
internal static class TimelineEndpoints
{
    public static void MapTimeline(this WebApplication app)
    {
        var group = app.MapOperatorGroup("/upgrades");
        group.MapGet("", ListAsync);
        group.MapGet("{id:guid}", ShowAsync);
        app.MapOperatorGroup("/events").MapGet("", FollowAsync);
    }

    /// <summary><c>GET /events?after=SEQ&amp;limit=100</c>: what arrived after that, oldest first; each with the number to go on from.</summary>
    private static async Task<IResult> FollowAsync(TimelineRows rows, long after = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        limit is < 1 or > 1000
            ? Results.Problem("limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest)
            : Results.Json((await rows.AfterAsync(after, limit, cancellationToken)).Select(View));

    /// <summary><c>GET /upgrades?limit=100</c>: the latest event of each upgrade, newest first.</summary>
    private static async Task<IResult> ListAsync(TimelineRows rows, int limit = 100, CancellationToken cancellationToken = default) =>
        limit is < 1 or > 1000
            ? Results.Problem("limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest)
            : Results.Json((await rows.LatestAsync(limit, cancellationToken)).Select(View));

    /// <summary><c>GET /upgrades/{id}</c>: everything that happened to one upgrade, oldest first.</summary>
    private static async Task<IResult> ShowAsync(Guid id, TimelineRows rows, CancellationToken cancellationToken)
    {
        var entries = (await rows.OfUpgradeAsync(id.ToString(), cancellationToken)).Select(View).ToList();
        return entries.Count == 0 ? Results.NotFound() : Results.Json(entries);
    }

    private static object View(TimelineEntry entry) => new
    {
        entry.Seq,
        @event = entry.Event,
        entry.UpgradeId,
        entry.Stack,
        at = DateTimeOffset.FromUnixTimeMilliseconds(entry.At),
        body = JsonSerializer.Deserialize<JsonElement>(entry.Body),
    };
}
