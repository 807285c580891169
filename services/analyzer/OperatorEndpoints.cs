using Upgrades.Analyzer.State;
using Upgrades.Hosting.Web;

namespace Upgrades.Analyzer;

/// <summary>What an operator sees and changes at run time. All behind the operator's token.</summary>
internal static class OperatorEndpoints
{
    public static void MapOperator(this WebApplication app)
    {
        var group = app.MapOperatorGroup("/operator/analyzer");
        group.MapGet("plans", ListPlansAsync);
        group.MapQuarantine();
    }

    /// <summary><c>GET plans?state=waiting&amp;limit=100</c>: updates and what was decided about them, newest first.</summary>
    private static async Task<IResult> ListPlansAsync(UpdateRows rows, string? state = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > 1000 || state is not (null or "waiting" or "decided"))
        {
            return Results.Problem("state is waiting or decided; limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest);
        }

        return Results.Json((await rows.ListAsync(state is null ? null : state == "decided", limit, cancellationToken)).Select(row =>
        {
            var analyzed = row.Decision is null ? null : UpdateDecision.Read(row.Decision).Analyzed;
            return new
            {
                updateId = row.Id,
                row.Image,
                row.Tag,
                state = analyzed is null ? "waiting" : "decided",
                upgradeIds = analyzed?.UpgradeIds ?? [],
                skipped = analyzed?.Skipped ?? [],
                row.Attempts,
                row.LastError,
                receivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt),
                dueAt = row.DueAt is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null,
            };
        }));
    }
}
