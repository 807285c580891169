using System.Data.Common;
using System.Diagnostics;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest.Webhook;

/// <summary><c>POST /webhooks/diun</c>. DIUN never sends again, so the answer comes after the update is stored, and fast.</summary>
internal static class DiunEndpoint
{
    /// <summary>A secret behind it is taken off before it gets here (<see cref="WebhookSecret"/>).</summary>
    public const string Path = "/webhooks/diun";

    private const string RetryAfterSeconds = "5";

    public static void MapDiunWebhook(this WebApplication app)
    {
        app.MapPost(Path, PostAsync);
        app.MapMethods(Path, ["GET", "HEAD", "PUT", "PATCH", "DELETE"], WrongMethod);
    }

    private static async Task<IResult> PostAsync(HttpContext context, WebhookSecret secret, WaitingSignals waiting)
    {
        if (!secret.IsShownBy(context.Request))
        {
            return Refuse("secret", StatusCodes.Status401Unauthorized, "the secret is missing or wrong (UPGRADES__INGEST__SECRET)");
        }

        try
        {
            if (waiting.IsFull || waiting.TryStore(await ReadAsync(context)) is not { } stored)
            {
                return Later(context, "busy", "too many updates wait to be stored; send it again");
            }

            var receipt = await stored;
            // From the request's trace to the update's.
            Activity.Current?.SetTag("upgrades.update_id", receipt.UpdateId.ToString("N"));
            return Results.Json(receipt, statusCode: StatusCodes.Status202Accepted);
        }
        catch (BadHttpRequestException e)
        {
            // The limits of section Http. Whatever is left of the body is not waited for.
            context.Response.Headers.Connection = "close";
            return e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => Refuse("size", e.StatusCode, "the body is too large (UPGRADES__HTTP__MAXBODYBYTES)"),
                StatusCodes.Status408RequestTimeout => Refuse("slow", e.StatusCode, "the body came too slowly (UPGRADES__HTTP__MINBYTESPERSECOND)"),
                _ => Refuse("content", e.StatusCode, "the body is not what its headers say"),
            };
        }
        catch (PayloadException e)
        {
            return Refuse("content", StatusCodes.Status400BadRequest, e.Message, e.Field);
        }
        catch (DbException)
        {
            return Later(context, "store", "the update could not be stored; send it again");
        }
    }

    /// <summary>Grows with what has come, not with what is announced: a sender that claims much and sends little costs little.</summary>
    private static async Task<Signal> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return DiunPayload.Read(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static IResult Later(HttpContext context, string reason, string error)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Refuse(reason, StatusCodes.Status503ServiceUnavailable, error);
    }

    private static IResult Refuse(string reason, int status, string error, string? field = null)
    {
        WebhookMetrics.Refused.WithLabels(reason).Inc();
        return status == StatusCodes.Status400BadRequest ? Results.Json(new { error, field }, statusCode: status) : Results.Json(new { error }, statusCode: status);
    }

    private static IResult WrongMethod(HttpResponse response)
    {
        response.Headers.Allow = "POST";
        return Results.Json(
            new { error = "only POST is taken here. From 4.32 DIUN sends GET unless told otherwise: set DIUN_NOTIF_WEBHOOK_METHOD=POST" },
            statusCode: StatusCodes.Status405MethodNotAllowed);
    }
}
