using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>A broker may deliver anything again at any time.</summary>
public abstract class RedeliveryScenarios(Arrangement arrangement)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task every_message_delivered_again_at_every_hop_changes_nothing(bool good)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Stepping() with { Database = FixtureDatabase.SharedPostgreSql }]);
        if (!good)
        {
            pipeline.World.Behave("wiki", tag => tag == "2.2.0", new ImageBehaviour.CrashLoop(1, ["no"]));
        }

        var again = new Again(pipeline.App!.Services.GetRequiredService<IBus>());
        var alongside = AlongsideAsync(pipeline, again);
        await pipeline.ReportAsync("wiki");
        var outcome = await pipeline.OutcomeAsync("wiki");
        (await alongside).ShouldBeGreaterThan(10);
        await again.PublishAsync(await pipeline.EventsAsync());

        await Eventually.TrueAsync(() => Task.FromResult(again.AllAreConsumed), "every message published again is consumed by every reader");
        outcome.ShouldBeOfType(good ? typeof(UpgradeSucceeded) : typeof(UpgradeRolledBack));
        (await pipeline.LogAsync()).Count.ShouldBe(3);
        pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
        // Slack is told in order: after this one, nothing is on its way any more.
        await again.PublishAsync([new QuarantineLifted { Stack = "end", Image = "end", Version = "end", By = "the test" }]);
        await pipeline.ToldAsync("says the test");
        pipeline.World.Slack.Messages.Distinct().Count().ShouldBe(pipeline.World.Slack.Messages.Count);
        (await pipeline.LogAsync()).Count.ShouldBe(3);
    }

    /// <summary>Publishes each event of the run once more as soon as it is seen, until the outcome has been.</summary>
    private static async Task<int> AlongsideAsync(PipelineWorld pipeline, Again again)
    {
        var (seq, count, ended) = (0L, 0, false);
        await Eventually.TrueAsync(
            async () =>
            {
                var events = await pipeline.Client.EventsAsync(seq, CancellationToken.None);
                await again.PublishAsync([.. events.Select(e => e.Event)]);
                count += events.Count;
                seq = events.Count > 0 ? events[^1].Seq : seq;
                return ended |= events.Any(e => e.Event is UpgradeSucceeded or UpgradeRolledBack or RollbackFailed or UpgradeAborted);
            },
            "the outcome");
        return count;
    }

    /// <summary>Publishes events as the services do, and sees who has consumed them.</summary>
    private sealed class Again : IConsumeObserver
    {
        private readonly ConcurrentDictionary<Guid, int> _missing = [];
        private readonly IBus _bus;

        public Again(IBus bus)
        {
            _bus = bus;
            bus.ConnectConsumeObserver(this);
        }

        public bool AllAreConsumed => _missing.Values.All(readers => readers == 0);

        public async Task PublishAsync(IReadOnlyList<object> events)
        {
            foreach (var message in events)
            {
                var id = Guid.CreateVersion7();
                _missing[id] = EndpointTable.QueuesOf(message.GetType()).Count();
                await _bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = id));
            }
        }

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            if (context.MessageId is { } id && _missing.ContainsKey(id))
            {
                _missing.AddOrUpdate(id, 0, (_, readers) => readers - 1);
            }

            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}

public sealed class RedeliveryInMemory() : RedeliveryScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class RedeliveryOnRabbitMq(OnRabbitMq arrangement) : RedeliveryScenarios(arrangement), IClassFixture<OnRabbitMq>;
