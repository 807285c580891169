using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Upgrades.Hosting.Secrets;

/// <summary>Looks for new values of secrets while the process runs. What cannot be read now stays as it was, and is told.</summary>
internal sealed class SecretsRefresh(IConfiguration configuration, ILogger<SecretsRefresh> log) : BackgroundService
{
    private static readonly Gauge LastRead = Metrics.CreateGauge(
        "upgrades_secrets_last_read_timestamp_seconds", "When all secrets from files and Vault were last read, unix seconds.");

    private static readonly Gauge Failing = Metrics.CreateGauge("upgrades_secrets_failing", "1 while secrets from files or Vault cannot be read; those in use are older.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if ((configuration as IConfigurationRoot)?.Providers.OfType<SecretsProvider>().FirstOrDefault() is not { } secrets)
        {
            return;
        }

        LastRead.SetToCurrentTimeUtc();
        using var timer = new PeriodicTimer(secrets.Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(secrets, stoppingToken);
        }
    }

    private async Task TryAsync(SecretsProvider secrets, CancellationToken cancellationToken)
    {
        try
        {
            await secrets.RefreshAsync(cancellationToken);
            LastRead.SetToCurrentTimeUtc();
            Failing.Set(0);
        }
        catch (SecretUnavailableException e)
        {
            Failing.Set(1);
            Log.SecretsNotRead(log, e.Message);
        }
    }
}
