using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Bus;

/// <summary>The one place where the bus is made: the same endpoints in memory and on RabbitMQ.</summary>
internal static class BusSetup
{
    public static void AddBus(this IServiceCollection services, BusOptions options, IReadOnlyList<Consumer> consumers)
    {
        services.AddSingleton<DeliveryTracker>();
        services.AddSingleton<FaultPipeline>();
        services.AddSingleton<EventPublisher>();
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = options.InMemory;
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(2);
            host.StopTimeout = TimeSpan.FromSeconds(8);
        });
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (options.InMemory)
            {
                services.AddSingleton<ITopologyGate, OpenGate>();
                bus.UsingInMemory((context, configurator) => Configure(context, configurator, consumers));
            }
            else
            {
                services.AddSingleton<BrokerWatch>();
                services.AddSingleton<ITopologyGate>(p => p.GetRequiredService<BrokerWatch>());
                services.AddHostedService(p => p.GetRequiredService<BrokerWatch>());
                bus.UsingRabbitMq((context, configurator) =>
                {
                    configurator.Host(new Uri(options.Url!), host =>
                    {
                        host.Heartbeat(BrokerConnection.Heartbeat);
                        host.RequestedConnectionTimeout(BrokerConnection.AnswerLimit);
                        host.ContinuationTimeout(BrokerConnection.AnswerLimit);
                    });
                    ReconnectPolicy.Apply(configurator);
                    configurator.PrefetchCount = options.Prefetch;
                    configurator.SendTopology.ConfigureErrorSettings = RabbitMqTopology.AsErrorQueue;
                    configurator.Publish<MassTransit.Fault>(fault => fault.Exclude = true);
                    Configure(context, configurator, consumers);
                });
            }
        });
        if (!options.InMemory)
        {
            services.RemoveMassTransitHostedService();
            services.AddHostedService<BusStart>();
        }
    }

    private static void Configure<TEndpoint>(
        IBusRegistrationContext context, IBusFactoryConfigurator<TEndpoint> bus, IReadOnlyList<Consumer> consumers)
        where TEndpoint : IReceiveEndpointConfigurator
    {
        // The context itself cannot resolve by key.
        var provider = context.GetRequiredService<IServiceProvider>();
        bus.MessageTopology.SetEntityNameFormatter(new KebabEntityNames());
        bus.UseRawJsonDeserializer(isDefault: true);
        bus.ConfigureJsonSerializerOptions(EventJson.Strict);
        var faults = context.GetRequiredService<FaultPipeline>();
        bus.ConnectConsumeObserver(context.GetRequiredService<DeliveryTracker>());
        foreach (var consumer in consumers)
        {
            bus.ReceiveEndpoint(consumer.Endpoint.Queue, endpoint =>
            {
                // SQLite has one writer: more consumers at once would only queue up inside it.
                endpoint.ConcurrentMessageLimit = 1;
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    foreach (var (name, value) in RabbitMqTopology.QueueArguments(consumer.Endpoint))
                    {
                        rabbit.SetQueueArgument(name, value);
                    }
                }

                // A busy store passes within moments; what stays broken belongs into the error queue where it is seen.
                // A message that cannot be read does not become readable by waiting.
                endpoint.UseMessageRetry(retry =>
                {
                    retry.Intervals(100, 500, 2000);
                    retry.Ignore<JsonException>();
                });
                faults.Connect(endpoint, consumer.Endpoint);
                consumer.Connect(endpoint, provider);
            });
        }
    }

    /// <summary>Exchanges are named after the event: <c>update-detected</c>.</summary>
    private sealed class KebabEntityNames : IEntityNameFormatter
    {
        private readonly MassTransit.MessageUrnEntityNameFormatter _others = new();

        public string FormatEntityName<T>() =>
            EndpointTable.Events.Contains(typeof(T)) ? EndpointTable.KebabName(typeof(T)) : _others.FormatEntityName<T>();
    }
}
