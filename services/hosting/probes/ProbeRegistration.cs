using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Probes;

public static class ProbeRegistration
{
    /// <summary>Has a dependency of <paramref name="service"/> tried every few minutes while it runs, and by <c>upgrades doctor</c>.</summary>
    public static void AddProbe<TProbe>(this IServiceCollection services, string service)
        where TProbe : class, IProbe => services.AddKeyedSingleton<IProbe, TProbe>(service);

    /// <summary>Has <paramref name="act"/> done in the transaction in which something of <paramref name="service"/> begins to fail, or works again.</summary>
    public static void WhenDependencyChanges(this IServiceCollection services, string service, Func<IServiceProvider, DependencyChanged> act) =>
        services.AddKeyedSingleton(service, (provider, _) => act(provider));

    /// <summary>The loop over all probes of a service.</summary>
    internal static void AddProbeLoop(this IServiceCollection services, string service)
    {
        services.AddKeyedSingleton(service, (provider, _) => new ProbeLoop(
            provider.GetRequiredKeyedService<StateStore>(service),
            [.. provider.GetKeyedServices<IProbe>(service)],
            [.. provider.GetKeyedServices<DependencyChanged>(service)],
            provider.GetRequiredService<ProbeOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ProbeLoop>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<ProbeLoop>(service));
    }
}
