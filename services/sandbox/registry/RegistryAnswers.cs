using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Registry;

/// <summary>The bodies and headers of <c>reference/registry.md</c>.</summary>
internal static class RegistryAnswers
{
    public static IResult Error(int status, string code, string message) => new Content(
        status,
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message, ["detail"] = null }),
        }.ToJsonString()),
        "application/json");

    public static IResult NameUnknown { get; } = Error(StatusCodes.Status404NotFound, "NAME_UNKNOWN", "repository name not known to registry");

    public static IResult Json(JsonObject body) =>
        new Content(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    public static IResult Stored(StoredContent content) => new Content(StatusCodes.Status200OK, content.Bytes, content.MediaType, content.Digest);

    public static IResult Blob(StoredContent content) =>
        new Content(StatusCodes.Status200OK, content.Bytes, "application/octet-stream", content.Digest);

    /// <summary>The length is told to a HEAD too, the bytes are not.</summary>
    private sealed record Content(int Status, byte[] Bytes, string Type, string? Digest = null) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            (response.StatusCode, response.ContentType, response.ContentLength) = (Status, Type, Bytes.Length);
            if (Digest is not null)
            {
                response.Headers["Docker-Content-Digest"] = Digest;
            }

            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.Body.WriteAsync(Bytes, httpContext.RequestAborted);
            }
        }
    }
}
