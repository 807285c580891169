using Microsoft.AspNetCore.Mvc;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer;

/// <summary>Versions that failed for a stack: those that are not tried again, those that are, and when.</summary>
internal static class QuarantineEndpoints
{
    public static void MapQuarantine(this RouteGroupBuilder group)
    {
        group.MapGet("quarantine", ListAsync);
        group.MapDelete("quarantine", LiftAsync);
        group.MapPost("second-chances/now", HurryAsync);
    }

    private static async Task<IResult> ListAsync(QuarantineRows rows, SecondChanceRows chances, CancellationToken cancellationToken) => Results.Json((FailedView[])
    [
        .. (await rows.ListAsync(cancellationToken)).Select(FailedView.Of),
        .. (await chances.ListAsync(cancellationToken)).Select(FailedView.Of),
    ]);

    private static Task<IResult> LiftAsync([FromBody] FailedVersion asked, QuarantineRows rows, CancellationToken cancellationToken) => ChangeAsync(
        asked,
        rows,
        async (t, image) =>
        {
            var lifted = await QuarantineRows.DeleteAsync(t, asked.Stack, image, asked.Version);
            if (lifted)
            {
                t.Publish(new QuarantineLifted { Stack = asked.Stack, Image = image, Version = asked.Version, By = "operator" });
            }

            return await SecondChanceRows.DropAsync(t, asked.Stack, image, asked.Version) > 0 || lifted;
        },
        "is neither quarantined nor to come again",
        cancellationToken);

    private static Task<IResult> HurryAsync(FailedVersion asked, QuarantineRows rows, TimeProvider time, CancellationToken cancellationToken) => ChangeAsync(
        asked,
        rows,
        async (t, image) => await SecondChanceRows.HurryAsync(t, asked.Stack, image, asked.Version, time.GetUtcNow().ToUnixTimeMilliseconds()) > 0,
        "has no second chance",
        cancellationToken);

    /// <param name="change">Gets the image's canonical name, or the chart's as it is shown; false: there was nothing to change.</param>
    private static async Task<IResult> ChangeAsync(
        FailedVersion asked, QuarantineRows rows, Func<Hosting.State.StateTransaction, string, Task<bool>> change, string otherwise, CancellationToken cancellationToken)
    {
        var isImage = ImageReference.TryParse(asked.Image, out var image, out var error);
        var isChart = asked.Image?.Contains("://", StringComparison.Ordinal) == true;
        if (!isImage && !isChart)
        {
            return Results.Json(new { error, field = "image" }, statusCode: StatusCodes.Status400BadRequest);
        }

        var name = isImage ? image!.Name : asked.Image!;
        return await rows.WriteAsync(t => change(t, name), cancellationToken)
            ? Results.NoContent()
            : Results.Problem($"{name}:{asked.Version} of {asked.Stack} {otherwise}", statusCode: StatusCodes.Status404NotFound);
    }

    internal sealed record FailedVersion(string Stack, string? Image, string Version);

    /// <param name="State"><c>quarantined</c>, <c>second-chance</c>, or <c>given-up</c>: all attempts are used up.</param>
    /// <param name="Attempt">Of a second chance the one that comes, of what is given up the last one, from 0.</param>
    /// <param name="LastError">Why the next attempt could not be planned yet.</param>
    internal sealed record FailedView(
        string Stack, string Image, string Version, string State, string Reason, DateTimeOffset Since, string? UpgradeId = null, long? Attempt = null,
        DateTimeOffset? NextAt = null, string? LastError = null)
    {
        public static FailedView Of(QuarantineRow row) =>
            new(row.Stack, row.Image, row.Version, "quarantined", row.Reason, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.UpgradeId);

        public static FailedView Of(SecondChanceRow row)
        {
            var since = DateTimeOffset.FromUnixTimeMilliseconds(row.At);
            return row.DueAt is { } due
                ? new FailedView(
                    row.Stack, row.Image, row.Target, "second-chance", row.Reason, since, Attempt: row.Attempt + 1,
                    NextAt: DateTimeOffset.FromUnixTimeMilliseconds(due), LastError: row.LastError)
                : new FailedView(
                    row.Stack, row.Image, row.Target, "given-up", $"a person is needed, tried {row.Attempt + 1} times: {row.Reason}", since, Attempt: row.Attempt);
        }
    }
}
