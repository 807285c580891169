using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting;

/// <summary>What a service contributes to the process it runs in: one of five alone, or all five in one.</summary>
public sealed record ServiceDefinition
{
    /// <summary>First part of the service's queue names and the name of its store: <c>ingest</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Tables of the service's store.</summary>
    public required StateSchema Schema { get; init; }

    /// <summary>Options, stores, decisions' ports and loops.</summary>
    public required Action<IHostApplicationBuilder> AddServices { get; init; }

    /// <summary>One consumer for each of the service's queues in the endpoint table.</summary>
    public required Action<ConsumerRegistry> AddConsumers { get; init; }

    /// <summary>HTTP routes, where the service has any.</summary>
    public Action<WebApplication>? MapEndpoints { get; init; }

    /// <summary>A path of the service with a secret behind it, which only <see cref="Web.PathSecret"/> ever gives out.</summary>
    public string? PathBeforeSecret { get; init; }
}
