using Upgrades.Sandbox.World;
using Upgrades.Standalone.Processes;

namespace Upgrades.Tests.Pipeline;

/// <summary>How the five services are run under a scenario. A scenario looks from the outside, so it holds for each.</summary>
public abstract class Arrangement
{
    internal abstract Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings);
}

/// <summary>All five in this process, bus in memory.</summary>
public sealed class InThisProcess : Arrangement
{
    internal override Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings) =>
        PipelineWorld.StartAsync(services, settings);
}

/// <summary><c>upgrades serve</c>, bus in memory.</summary>
public sealed class AsOneProcess : Arrangement
{
    internal override async Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings)
    {
        var pipeline = await PipelineWorld.StartAsync(services, servicesElsewhere: true, settings);
        await pipeline.UseAsync(ServiceProcesses.One(pipeline.ProcessSettings));
        return pipeline;
    }
}

/// <summary>All five in this process, on a virtual host of a real RabbitMQ.</summary>
public sealed class OnRabbitMq(RabbitMqServer broker) : Arrangement, IAsyncDisposable
{
    private readonly OwnVirtualHost _host = new(broker);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal override async Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings) =>
        await PipelineWorld.StartAsync(services, [.. settings, ("Bus:Url", await _host.EmptyAsync())]);
}

/// <summary>All five in this process, bus in memory, on one PostgreSQL, each in its schema.</summary>
public sealed class OnPostgres(PostgresServer postgres) : Arrangement
{
    internal override async Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings) =>
        await PipelineWorld.StartAsync(services, [.. settings, ("State:Postgres", await postgres.CreateDatabaseAsync())]);
}

/// <summary>Each of the five as a process of its own, on a virtual host of a real RabbitMQ.</summary>
public sealed class AsFiveProcesses(RabbitMqServer broker) : Arrangement, IAsyncDisposable
{
    private readonly OwnVirtualHost _host = new(broker);

    /// <summary>The virtual host of the latest world.</summary>
    internal VirtualHost Host => _host.Host;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal override async Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings)
    {
        var pipeline = await PipelineWorld.StartAsync(services, servicesElsewhere: true, [.. settings, ("Bus:Url", await _host.EmptyAsync())]);
        await pipeline.UseAsync(ServiceProcesses.Five(pipeline.ProcessSettings));
        await pipeline.ReadyAsync();
        return pipeline;
    }
}
