using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Prometheus;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Secrets;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Time;
using Upgrades.Hosting.Tracing;
using Upgrades.Hosting.Web;

namespace Upgrades.Hosting;

/// <summary>Turns services into a process. Start here: everything a service gets without asking is registered below.</summary>
public static class UpgradesHost
{
    /// <summary>Runs until SIGTERM or Ctrl-C.</summary>
    /// <returns>Exit code: 0 after a clean stop, 2 when a setting is wrong, 1 when the start failed otherwise.</returns>
    public static async Task<int> RunAsync(string[] args, params IReadOnlyList<ServiceDefinition> services)
    {
        try
        {
            await using var app = Build(services, configuration => configuration.AddEnvironmentVariables(SettingsRegistration.Prefix).AddCommandLine(args));
            // Before the host starts, so that a mistake is one line and not a stack trace in the log.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            foreach (var service in services)
            {
                app.Services.GetRequiredKeyedService<StateStore>(service.Name);
            }

            // They are made here and started there; what one of them lacks is a line, too.
            _ = app.Services.GetServices<IHostedService>().ToList();
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (WrongSettings(e) is { Count: > 0 } failures)
        {
            foreach (var failure in failures)
            {
                await Console.Error.WriteLineAsync(failure);
            }

            return 2;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>The validator throws one exception for a mistake in one section, and one with many in it for more.</summary>
    internal static IReadOnlyList<string> WrongSettings(Exception exception) => exception switch
    {
        OptionsValidationException e => [.. e.Failures],
        AggregateException e when e.InnerExceptions.All(i => i is OptionsValidationException) => [.. e.InnerExceptions.SelectMany(WrongSettings)],
        _ => [],
    };

    /// <summary>The process, not yet started.</summary>
    /// <param name="configure">Where the settings come from.</param>
    public static WebApplication Build(IReadOnlyList<ServiceDefinition> services, Action<IConfigurationBuilder> configure) => Build(services, configure, _ => { });

    /// <param name="atLast">Replaces what was registered.</param>
    internal static WebApplication Build(IReadOnlyList<ServiceDefinition> services, Action<IConfigurationBuilder> configure, Action<IServiceCollection> atLast)
    {
        var builder = Prepare(services, configure);
        atLast(builder.Services);
        var app = builder.Build();
        app.MapMetrics();
        app.MapHealth(BusMatters(services));
        app.MapDependencies([.. services.Select(s => s.Name)]);
        foreach (var service in services)
        {
            service.MapEndpoints?.Invoke(app);
        }

        return app;
    }

    /// <summary>The sections that a process of these services reads: what was registered, so none can be forgotten.</summary>
    public static IReadOnlyList<SettingsSection> SectionsOf(IReadOnlyList<ServiceDefinition> services) =>
        [.. Prepare(services, _ => { }).Services.Select(s => s.IsKeyedService ? null : s.ImplementationInstance).OfType<SettingsSection>().Distinct()];

    private static WebApplicationBuilder Prepare(IReadOnlyList<ServiceDefinition> services, Action<IConfigurationBuilder> configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        configure(builder.Configuration);
        builder.Configuration.AddSecrets();
        builder.Services.AddSingleton(new SettingsSection("Vault", typeof(VaultOptions)));
        builder.Services.AddHostedService<SecretsRefresh>();
        AddHttp(builder, services);
        // With what comes before and after, SIGTERM hands back within 10 s.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.AddSettings<OperatorOptions>("Operator");
        AddLogs(builder);
        builder.AddTracing(services);
        builder.Services.AddSingleton(builder.ReadSettings<TimeOptions>("Time").Create());
        AddServices(builder, services);
        return builder;
    }

    private static void AddHttp(WebApplicationBuilder builder, IReadOnlyList<ServiceDefinition> services)
    {
        var options = builder.ReadSettings<HttpOptions>("Http");
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options.Apply);
        builder.WebHost.UseUrls(options.Url);
        builder.Services.AddRoutingCore();
        PathSecret.TakeOff(builder.Services, [.. services.Select(s => s.PathBeforeSecret).OfType<string>()]);
    }

    private static void AddServices(WebApplicationBuilder builder, IReadOnlyList<ServiceDefinition> services)
    {
        builder.AddSettings<BusOptions>("Bus");
        builder.AddSettings<StateOptions>("State");
        builder.AddSettings<ProbeOptions>("Probes");
        builder.Services.AddHttpClient();
        builder.Services.AddSingleton(new ProbeSurroundings(Beside: false));
        var health = builder.Services.AddHealthChecks();
        List<Consumer> consumers = [];
        foreach (var service in services)
        {
            var registry = new ConsumerRegistry(service.Name, builder.Services);
            service.AddConsumers(registry);
            registry.EnsureComplete();
            consumers.AddRange(registry.Consumers);
        }

        // Registered before anything that publishes, so it starts first and stops last.
        var bus = builder.Configuration.ReadNow<BusOptions>("Bus");
        builder.Services.AddBus(bus, consumers);
        if (!bus.InMemory)
        {
            health.AddCheck<BrokerHealth>("broker", BusMatters(services) ? HealthStatus.Unhealthy : HealthStatus.Degraded);
        }

        foreach (var service in services)
        {
            AddStore(builder.Services, service);
            builder.Services.AddOwnProbes(service);
            health.Add(new HealthCheckRegistration($"{service.Name}-store", p => new StoreHealth(p.GetRequiredKeyedService<StateStore>(service.Name)), null, null));
            service.AddServices(builder);
            builder.Services.AddProbeLoop(service.Name);
        }
    }

    /// <summary>Not where ingest listens: it stores what arrives while the broker is away, so it must stay reachable.</summary>
    private static bool BusMatters(IReadOnlyList<ServiceDefinition> services) => services.All(s => s.Name != "ingest");

    private static void AddStore(IServiceCollection services, ServiceDefinition service)
    {
        services.AddKeyedSingleton(service.Name, (provider, _) => StateStore.Open(
            service.Name, provider.GetRequiredService<StateOptions>(), service.Schema, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostedService>(provider => new OutboxLoop(
            provider.GetRequiredKeyedService<StateStore>(service.Name),
            provider.GetRequiredService<EventPublisher>(),
            provider.GetRequiredService<DeliveryTracker>(),
            provider.GetRequiredService<BusOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OutboxLoop>>()));
    }

    private static void AddLogs(WebApplicationBuilder builder)
    {
        var options = builder.ReadSettings<LogOptions>("Log");
        builder.Services.AddSerilog(logger =>
        {
            logger.MinimumLevel.Is(options.Level).Enrich.FromLogContext();
            // Kestrel quotes request lines it cannot read, and the others headers and addresses: whoever debugs sees the rest of ASP.NET.
            foreach (var talkative in (string[])["Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "MassTransit"])
            {
                logger.MinimumLevel.Override(talkative, options.Level > LogEventLevel.Warning ? options.Level : LogEventLevel.Warning);
            }

            logger.MinimumLevel.Override("Microsoft.AspNetCore", options.Level == LogEventLevel.Information ? LogEventLevel.Warning : options.Level);

            if (options.AsJson)
            {
                logger.WriteTo.Console(new RenderedCompactJsonFormatter());
            }
            else
            {
                logger.WriteTo.Console(
                    outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            }
        });
    }
}
