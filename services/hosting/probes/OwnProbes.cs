using Microsoft.Extensions.DependencyInjection;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Probes;

internal static class OwnProbes
{
    /// <summary>What every service needs: its store and the broker.</summary>
    public static void AddOwnProbes(this IServiceCollection services, ServiceDefinition service)
    {
        services.AddKeyedSingleton<IProbe>(service.Name, (p, _) => new StoreProbe(
            service, () => p.GetRequiredKeyedService<StateStore>(service.Name), p.GetRequiredService<StateOptions>(), p.GetRequiredService<ProbeSurroundings>()));
        services.AddKeyedSingleton<IProbe>(service.Name, (p, _) => new BrokerProbe(service.Name, p.GetRequiredService<BusOptions>()));
    }
}
