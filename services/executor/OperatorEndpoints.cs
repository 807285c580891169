using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Web;
using Upgrades.Repository;

namespace Upgrades.Executor;

/// <summary>What an operator sees and changes at run time. All behind the operator's token.</summary>
internal static class OperatorEndpoints
{
    public static void MapOperator(this WebApplication app)
    {
        var group = app.MapOperatorGroup("/operator/executor");
        group.MapGet("status", (Desk desk, CancellationToken cancellationToken) => desk.ShowAsync(cancellationToken));
        group.MapPost("pause", (Desk desk, CancellationToken cancellationToken) => desk.ChangeAsync(t => ControlRows.PauseAsync(t, paused: true), cancellationToken));
        group.MapPost("resume", (Desk desk, CancellationToken cancellationToken) => desk.ChangeAsync(t => ControlRows.PauseAsync(t, paused: false), cancellationToken));
        group.MapPut("in-flight", LimitAsync);
        group.MapPut("holds/{stack}", HoldAsync);
        group.MapDelete("holds/{stack}", ReleaseAsync);
        group.MapGet("upgrades", ListAsync);
        group.MapPost("upgrades/{id:guid}/cancel", CancelAsync);
        group.MapGet("backups", BackupsAsync);
    }

    private static async Task<IResult> LimitAsync(LimitChange change, Desk desk, CancellationToken cancellationToken) => change.MaxInFlight is < 1 or > 1000
        ? Results.Problem("maxInFlight is 1 to 1000", statusCode: StatusCodes.Status400BadRequest)
        : await desk.ChangeAsync(t => ControlRows.LimitAsync(t, change.MaxInFlight), cancellationToken);

    private static async Task<IResult> HoldAsync(string stack, HoldReason? hold, Desk desk, TimeProvider time, CancellationToken cancellationToken) =>
        stack.Length > 300 || stack.Any(char.IsControl) || hold?.Reason is { Length: > 500 }
            ? Results.Problem("a stack's name has at most 300 characters, a reason 500", statusCode: StatusCodes.Status400BadRequest)
            : await desk.ChangeAsync(t => HoldRows.HoldAsync(t, new HeldStack(stack, hold?.Reason ?? "", time.GetUtcNow().ToUnixTimeMilliseconds())), cancellationToken);

    private static async Task<IResult> ReleaseAsync(string stack, Desk desk, CancellationToken cancellationToken)
    {
        var released = 0;
        var status = await desk.ChangeAsync(async t => released = await HoldRows.ReleaseAsync(t, stack), cancellationToken);
        return released > 0 ? status : Results.Problem($"{stack} is not held", statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary><c>GET upgrades?state=waiting&amp;limit=100</c>, newest first.</summary>
    private static async Task<IResult> ListAsync(UpgradeRows rows, string? state = null, int limit = 100, CancellationToken cancellationToken = default) =>
        limit is < 1 or > 1000 || (state is not null && !UpgradeState.All.Contains(state))
            ? Results.Problem($"state is {string.Join(", ", UpgradeState.All)}; limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest)
            : Results.Json((await rows.ListAsync(state, limit, cancellationToken)).Select(UpgradeView.Of));

    /// <summary><c>GET backups</c>: each stack with data, how it is backed up, and what could be put back.</summary>
    private static async Task<IResult> BackupsAsync(BackupOverview overview, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(await overview.ReadAsync(cancellationToken));
        }
        catch (RepositoryUnavailableException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Task<IResult> CancelAsync(Guid id, UpgradeRows rows, TimeProvider time, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var row = await UpgradeRows.FindAsync(t, id.ToString());
            if (row is null)
            {
                return Results.Problem($"there is no upgrade {id}", statusCode: StatusCodes.Status404NotFound);
            }

            if (!UpgradeState.CanBeCancelled(row.State))
            {
                return Results.Json(new { error = $"{row.State}: only what has not begun to change git can be cancelled", row.State }, statusCode: StatusCodes.Status409Conflict);
            }

            const string Reason = "cancelled by an operator";
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            await UpgradeRows.EndAsync(t, row, "cancelled", Reason, now);
            t.Publish(Outcomes.Skipped(row.ReadPlan(), SkipReason.Cancelled, Reason));
            return Results.Json(UpgradeView.Of((await UpgradeRows.FindAsync(t, row.Id))!));
        },
        cancellationToken);

    internal sealed record LimitChange(int MaxInFlight);

    internal sealed record HoldReason(string? Reason);
}
