using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.FrontDoors;

/// <summary>The ingress controller: any path, told apart by the Host header alone.</summary>
/// <param name="answerOf">Status of a host without its port.</param>
public sealed class FrontDoors(Func<string, int> answerOf)
{
    public void Map(WebApplication app) => app.Run(async context =>
    {
        var status = answerOf(context.Request.Host.Host);
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(status == StatusCodes.Status200OK ? "Welcome.\n" : $"{status}\n", context.RequestAborted);
    });
}
