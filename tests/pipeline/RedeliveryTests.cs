using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>A broker may deliver anything again at any time.</summary>
public sealed class RedeliveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task every_message_delivered_again_at_every_hop_changes_nothing(bool good)
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Stepping() with { Database = FixtureDatabase.SharedPostgreSql }]);
        if (!good)
        {
            pipeline.World.Behave("wiki", tag => tag == "2.2.0", new ImageBehaviour.CrashLoop(1, ["no"]));
        }

        var again = AgainAsync(pipeline);
        await pipeline.ReportAsync("wiki");
        var outcome = await pipeline.OutcomeAsync("wiki");
        (await again).ShouldBeGreaterThan(10);
        await PublishAllAsync(pipeline, await pipeline.EventsAsync());

        outcome.ShouldBeOfType(good ? typeof(UpgradeSucceeded) : typeof(UpgradeRolledBack));
        (await pipeline.LogAsync()).Count.ShouldBe(3);
        pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
        // The last thing told shows that all before it has been dealt with.
        await PublishAllAsync(pipeline, [new QuarantineLifted { Stack = "end", Image = "end", Version = "end", By = "the test" }]);
        await pipeline.ToldAsync("says the test");
        pipeline.World.Slack.Messages.Distinct().Count().ShouldBe(pipeline.World.Slack.Messages.Count);
        (await pipeline.LogAsync()).Count.ShouldBe(3);
    }

    /// <summary>Publishes each event of the run once more as soon as it is seen, until the outcome has been.</summary>
    private static async Task<int> AgainAsync(PipelineWorld pipeline)
    {
        var seq = 0L;
        var count = 0;
        while (true)
        {
            var events = await pipeline.Client.EventsAsync(seq, CancellationToken.None);
            await PublishAllAsync(pipeline, [.. events.Select(e => e.Event)]);
            count += events.Count;
            seq = events.Count > 0 ? events[^1].Seq : seq;
            if (events.Any(e => e.Event is UpgradeSucceeded or UpgradeRolledBack or RollbackFailed or UpgradeAborted))
            {
                return count;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task PublishAllAsync(PipelineWorld pipeline, IReadOnlyList<object> events)
    {
        var bus = pipeline.App!.Services.GetRequiredService<IBus>();
        foreach (var message in events)
        {
            await bus.Publish(message, message.GetType());
        }
    }
}
