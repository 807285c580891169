using Upgrades.Hosting.Settings;

namespace Upgrades.Analyzer.Advisor;

internal static class AdvisorRegistration
{
    /// <summary>Adds <see cref="AskAdvisor"/> and its settings.</summary>
    public static void AddAdvisor(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<AdvisorOptions>("Advisor");
        // No redirects: the token is for the address that was set, and for no other.
        builder.Services.AddHttpClient(AgentConnection.ClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        builder.Services.AddSingleton<AgentConnection>();
        builder.Services.AddSingleton<AgentChat>();
        builder.Services.AddSingleton<AgentJob>();
        builder.Services.AddSingleton(p => new AskAdvisor(
            p.GetRequiredService<AgentChat>(), p.GetRequiredService<AgentJob>(), p.GetRequiredService<AdvisorOptions>(), p.GetRequiredService<ILogger<AskAdvisor>>()));
    }
}
