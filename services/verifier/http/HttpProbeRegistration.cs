namespace Upgrades.Verifier.Http;

internal static class HttpProbeRegistration
{
    public static void AddHttpProbe(this IServiceCollection services)
    {
        services.AddSingleton<HttpProbe>();
        services.AddHttpClient(HttpProbe.ClientName).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // Redirects are followed by hand: the Host header and the address may differ.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        });
    }
}
