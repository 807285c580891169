using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Prometheus;

public static class PrometheusRegistration
{
    /// <summary>One client for all services of the process.</summary>
    public static void AddPrometheus(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(s => s.ServiceType == typeof(PrometheusClient)))
        {
            return;
        }

        builder.AddSettings<PrometheusOptions>("Prometheus");
        builder.Services.AddSingleton<PrometheusClient>();
        builder.Services.AddHttpClient(PrometheusClient.ClientName, (provider, client) =>
        {
            client.Timeout = provider.GetRequiredService<PrometheusOptions>().Timeout;
            client.MaxResponseContentBufferSize = PrometheusClient.LongestAnswer;
        });
    }
}
