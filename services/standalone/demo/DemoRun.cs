using System.Diagnostics;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Following;

namespace Upgrades.Standalone.Demo;

/// <summary>A first bulk run in the small world: webhooks are posted, everything else is watched.</summary>
internal sealed class DemoRun(DemoOptions options, DemoProgress progress)
{
    public const string WebhookSecret = "webhook-secret-of-the-demo";
    public const string OperatorToken = "operator-token-of-the-demo";

    /// <summary>A run in which nothing happens for so long is stuck (system clock): a minute, and the longest window.</summary>
    private TimeSpan Patience => TimeSpan.FromSeconds(60) + TimeSpan.FromMinutes(15) / options.Scale;

    /// <param name="stay">What to do while everything is still up, once the last outcome is there.</param>
    /// <exception cref="TimeoutException">Nothing happened any more, and not every upgrade had its outcome.</exception>
    /// <exception cref="BrokerException">The broker cannot be reached, or its virtual host is in use.</exception>
    public async Task<DemoReport> RunAsync(Func<DemoReport, DemoPlaces, Task>? stay, CancellationToken cancellationToken)
    {
        if (options.Bus is null)
        {
            return await RunInWorldAsync(stay, cancellationToken);
        }

        await BrokerQueues.EnsureUnusedAsync(options.Bus, cancellationToken);
        try
        {
            return await RunInWorldAsync(stay, cancellationToken);
        }
        finally
        {
            // Nothing was in them before, so what the last events left is ours.
            await BrokerQueues.PurgeAsync(options.Bus, CancellationToken.None);
        }
    }

    private bool IsRestored(FixtureService service) => service.Database != FixtureDatabase.None && options.Broken.Contains(service.Stack);

    private async Task<DemoReport> RunInWorldAsync(Func<DemoReport, DemoPlaces, Task>? stay, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(options.Keep ?? Directory.CreateTempSubdirectory("upgrades-demo-").FullName).FullName;
        var state = Directory.CreateTempSubdirectory("upgrades-demo-state-");
        List<FixtureService> services = [.. DemoServices.Of(options.Services).Select(s => options.Restore && IsRestored(s) ? s with { Restore = RestorePlan.WhenRollbackFails } : s)];
        var origin = TimeProvider.System.GetUtcNow();
        try
        {
            await using var world = await SmallWorld.StartAsync(folder, services, new ScaledTimeProvider(origin, options.Scale));
            foreach (var stack in options.Broken)
            {
                world.Break(stack, options.Restore && services.Exists(s => s.Stack == stack && s.Restore is not null));
            }

            await using var app = await StartServicesAsync(world, state.FullName, origin, cancellationToken);
            try
            {
                using var http = new HttpClient(new SocketsHttpHandler());
                var address = new Uri(app.Urls.Single());
                var client = new DemoClient(http, ServiceAddresses.One(address), WebhookSecret, OperatorToken);
                var report = await WatchAsync(client, services, world.Git.Folder(SmallWorld.Repository), cancellationToken);
                if (stay is not null)
                {
                    await stay(report, DemoPlaces.Of(address, folder, world.Settings));
                }

                return report;
            }
            finally
            {
                await app.StopAsync(CancellationToken.None);
            }
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    /// <summary>Raises the limits, reports every service's new tag, and follows the timeline until each upgrade has its outcome.</summary>
    /// <exception cref="TimeoutException">Nothing happened any more, and not every upgrade had its outcome.</exception>
    public async Task<DemoReport> WatchAsync(DemoClient client, IReadOnlyList<FixtureService> services, string repository, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var inFlight = Math.Min(services.Count, DemoClient.MostInFlight);
        await client.RaiseLimitsAsync(services.Count, inFlight, cancellationToken);
        progress.Say($"Limits raised for a bulk run: {services.Count} updates in 6 h (default 5), {inFlight} upgrades in flight (default 10).");
        progress.Say($"Posting {services.Count} DIUN webhooks. {options.Scale:0} seconds of the services' time pass in each second.");
        foreach (var service in services)
        {
            var (outcome, reason, _) = await client.ReportAsync(service, cancellationToken);
            if (outcome != "accepted")
            {
                progress.Say($"         {service.Stack,-16} {outcome}: {reason}");
            }
        }

        var ledger = new UpgradeLedger();
        var (seq, lastEvent) = (0L, Stopwatch.GetTimestamp());
        while (!ledger.IsComplete(services.Count))
        {
            var events = await client.EventsAsync(seq, cancellationToken);
            foreach (var entry in events)
            {
                seq = entry.Seq;
                lastEvent = Stopwatch.GetTimestamp();
                if (ledger.Take(entry) is { } upgrade)
                {
                    progress.Tell(Stopwatch.GetElapsedTime(started), upgrade, entry.Event);
                }
            }

            if (Stopwatch.GetElapsedTime(lastEvent) > Patience)
            {
                throw new TimeoutException($"Nothing has happened for {Patience.TotalSeconds:0} s. Without an outcome: "
                    + string.Join(", ", ledger.Upgrades.Where(u => u.Outcome is null).Select(u => u.Stack)));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }

        foreach (var skipped in ledger.Skipped)
        {
            progress.Say($"         {skipped.Image} {skipped.To}: {skipped.Detail}");
        }

        return new DemoReport([.. ledger.Upgrades], Stopwatch.GetElapsedTime(started).TotalSeconds, repository);
    }

    private async Task<WebApplication> StartServicesAsync(SmallWorld world, string state, DateTimeOffset origin, CancellationToken cancellationToken)
    {
        var app = UpgradesHost.Build(AllServices.Definitions, configuration => configuration
            .AddInMemoryCollection(world.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Http:Url"] = "http://127.0.0.1:0",
                ["State:Folder"] = state,
                ["Repository:MirrorFolder"] = Path.Combine(state, "mirror"),
                ["Bus:Url"] = options.Bus?.ToString(),
                ["Time:Scale"] = options.Scale.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Time:Origin"] = origin.ToString("O"),
                ["Log:Level"] = "Error",
                ["Ingest:Secret"] = WebhookSecret,
                ["Operator:Token"] = OperatorToken,
                // In domain time, of which minutes pass in a moment.
                ["Probes:Interval"] = "00:30:00",
            }));
        await app.StartAsync(cancellationToken);
        return app;
    }
}
