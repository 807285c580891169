using Upgrades.Contracts.Events;
using Upgrades.Standalone.Processes;

namespace Upgrades.Tests.Pipeline;

/// <summary>Whoever had an effect is killed at the worst moment: right after it, before it could be written down.</summary>
public abstract class RestartScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task I4_killed_in_the_middle_and_started_again_every_upgrade_ends_once()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase(), Fixtures.Stepping(), Fixtures.Web("broken")]);
        pipeline.World.Break("broken");
        var (executor, notifier) = (pipeline.Processes!["executor"], pipeline.Processes["notifier"]);
        var kills = new KillOnce();
        pipeline.World.Cluster.JobCreated += _ => kills.At("a Job is created", executor);
        pipeline.World.Git.Hold.AfterPush = _ =>
        {
            kills.At("a commit is pushed", executor);
            return Task.CompletedTask;
        };
        pipeline.World.Slack.Posted += text => kills.At(
            text.Contains("step 1 of 3 is good", StringComparison.Ordinal) ? "a step is told to be good"
            : text.Contains("undo pushed", StringComparison.Ordinal) ? "an undo is told" : null,
            notifier);
        await pipeline.OperateAsync("pause");
        foreach (var stack in (string[])["shop", "wiki", "broken"])
        {
            (await pipeline.ReportAsync(stack)).ShouldBe("accepted");
        }

        await pipeline.OperateAsync("resume");
        await Eventually.TrueAsync(
            async () =>
            {
                await kills.StartAgainAsync();
                return kills.Points.Count == 4;
            },
            "a kill at each of the four points");
        await kills.StartAgainAsync();

        await pipeline.AnswersAsync();
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
        await pipeline.ToldAsync("`wiki` upgraded");
    }

    /// <summary>Kills a process the first time each point is reached.</summary>
    private sealed class KillOnce
    {
        private readonly Lock _gate = new();
        private readonly HashSet<string> _points = [];
        private readonly HashSet<ServiceProcess> _killed = [];

        public IReadOnlyCollection<string> Points
        {
            get
            {
                lock (_gate)
                {
                    return [.. _points];
                }
            }
        }

        public void At(string? point, ServiceProcess process)
        {
            lock (_gate)
            {
                if (point is not null && _points.Add(point) && _killed.Add(process))
                {
                    process.Kill();
                }
            }
        }

        public async Task StartAgainAsync()
        {
            foreach (var process in Killed())
            {
                await process.ExitAsync();
                lock (_gate)
                {
                    _killed.Remove(process);
                    process.Start();
                }
            }
        }

        private List<ServiceProcess> Killed()
        {
            lock (_gate)
            {
                return [.. _killed];
            }
        }
    }
}

[Trait("Length", "long")]
public sealed class RestartAsOneProcess() : RestartScenarios(new AsOneProcess());

[Trait("Length", "long")]
public sealed class RestartAsFiveProcesses(AsFiveProcesses arrangement) : RestartScenarios(arrangement), IClassFixture<AsFiveProcesses>;
