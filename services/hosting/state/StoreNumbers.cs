using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Upgrades.Hosting.State;

/// <summary>
/// Gauges of what lies in a store, read from it every few seconds: so they are right after a restart, whoever wrote the rows, and an age grows
/// while nothing happens.
/// </summary>
internal sealed class StoreNumbers(StateStore store, Func<DbConnection, DateTimeOffset, Task> show, TimeProvider time, ILogger<StoreNumbers> log) : BackgroundService
{
    /// <summary>System clock: it is Prometheus that looks.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                await ShowAsync(stoppingToken);
            }
            catch (DbException e)
            {
                // The numbers stay as they were; whoever needs the store for more says it louder.
                Log.NumbersNotRead(log, store.Service, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal Task ShowAsync(CancellationToken cancellationToken) => store.ReadAsync(
        async connection =>
        {
            await show(connection, time.GetUtcNow());
            return true;
        },
        cancellationToken);
}

public static class StoreNumbersRegistration
{
    /// <summary>Has <paramref name="show"/> set gauges from the store of <paramref name="service"/>; it is given the domain time of now.</summary>
    public static void AddStoreNumbers(this IServiceCollection services, string service, Func<DbConnection, DateTimeOffset, Task> show) =>
        services.AddSingleton<IHostedService>(provider => new StoreNumbers(
            provider.GetRequiredKeyedService<StateStore>(service), show, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreNumbers>>()));
}
