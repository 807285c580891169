using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Loops;

public static class LoopRegistration
{
    /// <summary>Runs a loop in this process over the store of <paramref name="service"/>.</summary>
    public static void AddRowLoop<TLoop>(this IServiceCollection services, string service)
        where TLoop : class, IRowLoop
    {
        services.AddSingleton<TLoop>();
        services.AddSingleton<IHostedService>(provider => new LoopRunner(
            provider.GetRequiredKeyedService<StateStore>(service),
            provider.GetRequiredService<TLoop>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LoopRunner>>()));
    }
}
