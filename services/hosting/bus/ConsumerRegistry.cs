using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Bus;

/// <summary>Collects a service's consumers and checks them against the endpoint table: a queue without a consumer would only fill up.</summary>
public sealed class ConsumerRegistry(string service, IServiceCollection services)
{
    private readonly List<Consumer> _consumers = [];

    internal IReadOnlyList<Consumer> Consumers => _consumers;

    /// <exception cref="InvalidOperationException">The endpoint table has no such queue.</exception>
    public ConsumerRegistry Add<TEvent, TConsumer>()
        where TEvent : class
        where TConsumer : class, IConsume<TEvent>
    {
        var endpoint = EndpointTable.Endpoints.SingleOrDefault(e => e.Service == service && e.Event == typeof(TEvent))
            ?? throw new InvalidOperationException($"{service} has no queue for {typeof(TEvent).Name} in the endpoint table.");
        services.AddKeyedTransient<IConsume<TEvent>, TConsumer>(endpoint.Queue);
        _consumers.Add(new Consumer(endpoint, (configurator, provider) => configurator.Handler<TEvent>(context =>
            ConsumeCall.RunAsync(provider, endpoint, context.Message, context.CancellationToken))));
        return this;
    }

    internal void EnsureComplete()
    {
        var missing = EndpointTable.Endpoints.Where(e => e.Service == service).Except(_consumers.Select(c => c.Endpoint)).Select(e => e.Queue).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException($"No consumer for {string.Join(", ", missing)}.");
        }
    }
}

internal sealed record Consumer(Endpoint Endpoint, Action<IReceiveEndpointConfigurator, IServiceProvider> Connect);
