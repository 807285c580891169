namespace Upgrades.Verifier.Monitors;

internal static class UptimeKumaRegistration
{
    private const int LongestAnswer = 16 * 1024 * 1024;

    public static void AddUptimeKuma(this IServiceCollection services)
    {
        services.AddSingleton<UptimeKumaClient>();
        services.AddHttpClient(UptimeKumaClient.ClientName, (provider, client) =>
        {
            client.Timeout = provider.GetRequiredService<UptimeKumaOptions>().Timeout;
            client.MaxResponseContentBufferSize = LongestAnswer;
        });
    }
}
