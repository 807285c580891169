using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Web;

internal static class HealthEndpoints
{
    private const string BusTag = "masstransit";

    /// <param name="busMatters">False: MassTransit's own verdict is left out, and what the broker's says is only told.</param>
    public static void MapHealth(this WebApplication app, bool busMatters)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => busMatters || !check.Tags.Contains(BusTag),
            ResponseWriter = WriteAsync,
        });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.Select(e => new { name = e.Key, status = e.Value.Status.ToString(), detail = e.Value.Description ?? e.Value.Exception?.Message }),
    });
}

/// <summary>Can the service's store be read?</summary>
internal sealed class StoreHealth(StateStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var unsent = await store.CountUnsentAsync(cancellationToken);
            return HealthCheckResult.Healthy($"{unsent} events not yet on the bus");
        }
        catch (DbException e)
        {
            return HealthCheckResult.Unhealthy($"the store cannot be read: {e.Message}");
        }
    }
}
