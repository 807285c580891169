using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Tracing;

/// <summary>Traces go to a collector (DESIGN §9), where one is set. MassTransit's own spans are left out: ours name queue, event and upgrade.</summary>
internal static class TracingRegistration
{
    /// <summary>.NET's own spans of calls over HTTP.</summary>
    private const string Calls = "System.Net.Http";

    public static void AddTracing(this IHostApplicationBuilder builder, IReadOnlyList<ServiceDefinition> services)
    {
        var options = builder.ReadSettings<TracingOptions>("Tracing");
        if (options.Endpoint is not { } endpoint)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                services is [var only] ? $"upgrades-{only.Name}" : "upgrades",
                serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)))
            .WithTracing(tracing => tracing
                .SetSampler(new UpgradeSampler(options.SampleRatio))
                .AddSource(UpgradeTrace.SourceName)
                .AddSource(Calls)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !IsLookedAtAllTheTime(context.Request.Path))
                .AddProcessor(new CallSpans())
                .AddOtlpExporter(exporter => exporter.Endpoint = endpoint));
    }

    private static bool IsLookedAtAllTheTime(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
