using Microsoft.Extensions.DependencyInjection;

namespace Upgrades.Hosting.Probes;

public static class ProbeRegistration
{
    /// <summary>Has a dependency of <paramref name="service"/> tried every few minutes while it runs, and by <c>upgrades doctor</c>.</summary>
    public static void AddProbe<TProbe>(this IServiceCollection services, string service)
        where TProbe : class, IProbe => services.AddKeyedSingleton<IProbe, TProbe>(service);
}
