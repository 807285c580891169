namespace Upgrades.Verifier.Ci;

internal static class WoodpeckerRegistration
{
    /// <summary>Bounds the log of a long apply.</summary>
    private const int LongestAnswer = 16 * 1024 * 1024;

    public static void AddWoodpecker(this IServiceCollection services)
    {
        services.AddSingleton<WoodpeckerClient>();
        services.AddHttpClient(WoodpeckerClient.ClientName, (provider, client) =>
        {
            var options = provider.GetRequiredService<WoodpeckerOptions>();
            client.BaseAddress = new Uri(options.Url!.ToString().TrimEnd('/') + "/");
            client.Timeout = options.Timeout;
            client.MaxResponseContentBufferSize = LongestAnswer;
        });
    }
}
