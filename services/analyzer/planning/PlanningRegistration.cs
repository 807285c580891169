using Microsoft.Extensions.DependencyInjection.Extensions;
using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Sources;
using Upgrades.Hosting.Settings;

namespace Upgrades.Analyzer.Planning;

public static class PlanningRegistration
{
    /// <summary>
    /// Adds <see cref="PlanUpgrades"/> and the settings <c>Analyzer</c>, <c>GitHub</c> and <c>Registry</c>; no store, no bus. Needs a
    /// <see cref="TimeProvider"/>; the system's is taken where none is registered.
    /// </summary>
    public static void AddPlanning(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<AnalyzerOptions>("Analyzer");
        builder.AddSettings<GitHubOptions>("GitHub");
        builder.AddSettings<RegistryOptions>("Registry");
        builder.Services.TryAddSingleton(TimeProvider.System);
        // Redirects are followed by hand: .NET would drop the token on the way, or show it to somebody else.
        foreach (var client in (string[])[GitHubConnection.ClientName, RegistryConnection.ClientName])
        {
            builder.Services.AddHttpClient(client, http => http.Timeout = Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        }

        builder.Services.AddSingleton<GitHubConnection>();
        builder.Services.AddSingleton<GitHubClient>();
        builder.Services.AddSingleton<RegistryConnection>();
        builder.Services.AddSingleton<RegistryClient>();
        builder.Services.AddSingleton<FindSource>();
        builder.Services.AddSingleton<ReadNotes>();
        builder.Services.AddSingleton<PlanStack>();
        builder.Services.AddSingleton(p => new PlanUpgrades(p.GetRequiredService<RegistryClient>(), p.GetRequiredService<PlanStack>(), p.GetRequiredService<AnalyzerOptions>()));
    }
}
