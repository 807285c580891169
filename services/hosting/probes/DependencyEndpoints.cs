using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Hosting.Web;

namespace Upgrades.Hosting.Probes;

/// <summary>What an operator sees of what the services of this process need. Behind the operator's token.</summary>
internal static class DependencyEndpoints
{
    /// <summary><c>GET /dependencies</c>, and <c>POST /dependencies/try</c>, which tries them first.</summary>
    public static void MapDependencies(this WebApplication app, IReadOnlyList<string> services)
    {
        // Asked for late: a loop holds its service's store open.
        IReadOnlyList<ProbeLoop> Loops() => [.. services.Select(app.Services.GetRequiredKeyedService<ProbeLoop>)];
        var group = app.MapOperatorGroup("/dependencies");
        group.MapGet("", (CancellationToken cancellationToken) => ListAsync(Loops(), cancellationToken));
        group.MapPost("try", async (CancellationToken cancellationToken) =>
        {
            await Task.WhenAll(Loops().Select(l => l.TryAllAsync(cancellationToken)));
            return await ListAsync(Loops(), cancellationToken);
        });
    }

    private static async Task<IResult> ListAsync(IReadOnlyList<ProbeLoop> loops, CancellationToken cancellationToken)
    {
        List<DependencyView> views = [];
        foreach (var loop in loops)
        {
            views.AddRange((await loop.ListAsync(cancellationToken)).Select(d => DependencyView.Of(loop.Service, d)));
        }

        return Results.Json(views);
    }
}
