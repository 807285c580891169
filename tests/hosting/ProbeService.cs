using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

/// <summary>The smallest service: stands where the verifier stands and remembers what it was told.</summary>
internal sealed class ProbeService
{
    public ConcurrentQueue<UpgradeStarted> Started { get; } = [];

    public ConcurrentQueue<UpgradeApplied> Applied { get; } = [];

    /// <summary>What the consumer does before it remembers.</summary>
    public Action<UpgradeStarted> OnStarted { get; set; } = _ => { };

    public ServiceDefinition Definition => new()
    {
        Name = "verifier",
        Schema = new StateSchema(),
        AddServices = builder => builder.Services.AddSingleton(this),
        AddConsumers = consumers => consumers.Add<UpgradeStarted, StartedConsumer>().Add<UpgradeApplied, AppliedConsumer>(),
    };

    public static UpgradeStarted Event(string stack) => new()
    {
        UpgradeId = Guid.NewGuid(),
        Stack = stack,
        Namespaces = [stack],
        Images = [],
        Risk = Risk.Safe,
        Checks = new CheckPlan(),
    };

    /// <summary>Each host in an async method of its own: MassTransit keeps the first host's loggers in an async-local.</summary>
    public async Task<RunningHost> StartAsync(string folder, Uri? broker)
    {
        var app = UpgradesHost.Build([Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = folder,
            ["Bus:Url"] = broker?.ToString(),
            ["Log:Level"] = "Fatal",
        }));
        await app.StartAsync();
        return new RunningHost(app);
    }

    private sealed class StartedConsumer(ProbeService probe) : IConsume<UpgradeStarted>
    {
        public Task ConsumeAsync(UpgradeStarted message, CancellationToken cancellationToken)
        {
            probe.OnStarted(message);
            probe.Started.Enqueue(message);
            return Task.CompletedTask;
        }
    }

    private sealed class AppliedConsumer(ProbeService probe) : IConsume<UpgradeApplied>
    {
        public Task ConsumeAsync(UpgradeApplied message, CancellationToken cancellationToken)
        {
            probe.Applied.Enqueue(message);
            return Task.CompletedTask;
        }
    }
}
