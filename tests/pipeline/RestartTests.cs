using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Pipeline;

/// <summary><c>serve</c> with its bus in memory is killed at the worst moments: right after an effect, before it could be written down.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task killed_in_the_middle_and_started_again_every_upgrade_ends_once()
    {
        await using var pipeline = await PipelineWorld.StartAsync(
            [Fixtures.WithDatabase(), Fixtures.Stepping(), Fixtures.Web("broken")], servicesElsewhere: true);
        pipeline.World.Break("broken");
        await using var serve = new ServeProcess(pipeline.ProcessSettings);
        var kills = new KillOnce(serve);
        pipeline.World.Cluster.JobCreated += _ => kills.At("a Job is created");
        pipeline.World.Git.Hold.AfterPush = _ =>
        {
            kills.At("a commit is pushed");
            return Task.CompletedTask;
        };
        pipeline.World.Slack.Posted += text => kills.At(
            text.Contains("step 1 of 3 is good", StringComparison.Ordinal) ? "a step is told to be good"
            : text.Contains("undo pushed", StringComparison.Ordinal) ? "an undo is told" : null);
        serve.Start();
        await pipeline.UseAsync(serve.Address);
        await pipeline.OperateAsync("pause");
        foreach (var stack in (string[])["shop", "wiki", "broken"])
        {
            (await pipeline.ReportAsync(stack)).ShouldBe("accepted");
        }

        await pipeline.OperateAsync("resume");

        while (kills.Points.Count < 4)
        {
            await serve.ExitAsync();
            serve.Start();
        }

        await pipeline.UseAsync(serve.Address);
        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("broken")).ShouldBeOfType<UpgradeRolledBack>();
        (await pipeline.SubjectsAsync()).Order(StringComparer.Ordinal).ShouldBe(
        [
            "Revert \"upgrade: broken 1.0.0 -> 1.1.0\"",
            "upgrade: broken 1.0.0 -> 1.1.0",
            "upgrade: shop 1.0.0 -> 1.1.0",
            "upgrade: wiki 2.0.0 -> 2.1.0",
            "upgrade: wiki 2.1.0 -> 2.2.0",
            "upgrade: wiki 2.2.0 -> 2.3.0",
        ]);
        pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
    }

    /// <summary>Kills the process the first time each point is reached.</summary>
    private sealed class KillOnce(ServeProcess serve)
    {
        private readonly HashSet<string> _points = [];

        public IReadOnlyCollection<string> Points
        {
            get
            {
                lock (_points)
                {
                    return [.. _points];
                }
            }
        }

        public void At(string? point)
        {
            lock (_points)
            {
                if (point is not null && _points.Add(point))
                {
                    serve.Kill();
                }
            }
        }
    }
}
