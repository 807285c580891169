using Upgrades.Hosting.Web;

namespace Upgrades.Ingest.Webhook;

/// <summary><c>POST /webhooks/diun</c>. DIUN never sends again, so the answer comes after the update is stored, and fast.</summary>
internal static class DiunEndpoint
{
    private const int MaxBytes = 64 * 1024;

    public static void MapDiunWebhook(this WebApplication app)
    {
        foreach (var route in (string[])["/webhooks/diun", "/webhooks/diun/{secret}"])
        {
            app.MapPost(route, PostAsync);
            app.MapMethods(route, ["GET", "HEAD", "PUT", "PATCH", "DELETE"], WrongMethod);
        }
    }

    private static async Task<IResult> PostAsync(
        HttpRequest request, ReceiveUpdate receive, IngestOptions options, ILogger<ReceiveUpdate> log, string? secret = null)
    {
        if (!BearerSecret.Matches(secret ?? BearerSecret.Of(request), options.Secret))
        {
            return Results.Json(new { error = "the secret is missing or wrong (UPGRADES__INGEST__SECRET)" }, statusCode: StatusCodes.Status401Unauthorized);
        }

        if (await ReadAsync(request) is not { } body)
        {
            return Results.Json(new { error = $"the body is over {MaxBytes} bytes" }, statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            var receipt = await receive.AcceptAsync(DiunPayload.Read(body), request.HttpContext.RequestAborted);
            return Results.Json(receipt, statusCode: StatusCodes.Status202Accepted);
        }
        catch (PayloadException e)
        {
            return Results.Json(new { error = e.Message, field = e.Field }, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (System.Data.Common.DbException e)
        {
            Log.StoreDown(log, e);
            return Results.Json(new { error = "the update could not be stored; send it again" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        var buffer = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        return length > MaxBytes ? (ReadOnlyMemory<byte>?)null : buffer.AsMemory(0, length);
    }

    private static IResult WrongMethod(HttpResponse response)
    {
        response.Headers.Allow = "POST";
        return Results.Json(
            new { error = "only POST is taken here. From 4.32 DIUN sends GET unless told otherwise: set DIUN_NOTIF_WEBHOOK_METHOD=POST" },
            statusCode: StatusCodes.Status405MethodNotAllowed);
    }
}
