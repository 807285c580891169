using Upgrades.Sandbox.Servers;
using Upgrades.Sandbox.World;

namespace Upgrades.Standalone.Chaos;

/// <summary>Everything that goes wrong in a run, besides the version that does not start: until all kills are spent.</summary>
internal sealed class Mischief(
    ChaosOptions options, SmallWorld world, LocalRabbitMq broker, TcpProxy gitWire, Household house, KillBudget budget, KillPoints points)
{
    private int _brokerRestarts;
    private int _foreignCommits;
    private volatile bool _brokerAway;

    /// <summary>On a slow machine, or a busy one, nobody would ever get up between two kills.</summary>
    private TimeSpan Pace => house.StartUp / 6 > ChaosOptions.Pace ? house.StartUp / 6 : ChaosOptions.Pace;

    public int BrokerRestarts => Volatile.Read(ref _brokerRestarts);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        points.Arm();
        world.Git.Hold.BeforePush = _ => budget.Chance(0.1) ? MoveHeadAsync() : Task.CompletedTask;
        await Task.WhenAll(PlayAsync(cancellationToken), RestartBrokerAsync(cancellationToken));
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        while (!budget.IsSpent)
        {
            // While the broker is away little happens, and there is little to break.
            await Task.Delay(budget.Around(Pace) * (_brokerAway ? 3 : 1), TimeProvider.System, cancellationToken);
            await (budget.Roll(dice => dice.Next(100)) switch
            {
                < 45 => Do(points.Anywhere),
                < 70 => points.WhenPublishedAsync(cancellationToken),
                < 80 => Do(AnyWire().Cut),
                < 86 => DelayAsync(AnyWire(), cancellationToken),
                < 92 => MoveHeadAsync(),
                < 98 => GitServerFailsAsync(cancellationToken),
                _ => PushesAreRefusedAsync(cancellationToken),
            });
        }
    }

    /// <summary>Spread over the run; every other one, on average, without a goodbye.</summary>
    private async Task RestartBrokerAsync(CancellationToken cancellationToken)
    {
        for (var restart = 1; restart <= options.BrokerRestarts; restart++)
        {
            while (budget.Progress < (restart - 0.5) / options.BrokerRestarts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }

            _brokerAway = true;
            await (budget.Chance(0.5) ? broker.KillAsync() : broker.StopAsync());
            await broker.StartAgainAsync(cancellationToken);
            _brokerAway = false;
            Interlocked.Increment(ref _brokerRestarts);
        }
    }

    private static async Task DelayAsync(TcpProxy wire, CancellationToken cancellationToken)
    {
        wire.Delay = TimeSpan.FromMilliseconds(150);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        wire.Delay = TimeSpan.Zero;
    }

    /// <summary>A commit as CI makes one for its state: another head, and nothing to build.</summary>
    private Task MoveHeadAsync()
    {
        var number = Interlocked.Increment(ref _foreignCommits);
        return world.Git.CommitAsync(
            SmallWorld.Repository, new Dictionary<string, string?> { ["state/serial"] = $"{number}\n" }, $"Woodpecker CI deploy {number} [CI SKIP]");
    }

    private async Task GitServerFailsAsync(CancellationToken cancellationToken)
    {
        world.Git.Hold.AnswerStatus = 503;
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
        world.Git.Hold.AnswerStatus = null;
    }

    private async Task PushesAreRefusedAsync(CancellationToken cancellationToken)
    {
        world.Git.Hold.RefusePushes = "the branch is frozen for a moment";
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
        world.Git.Hold.RefusePushes = null;
    }

    private TcpProxy AnyWire() => budget.Roll(dice => dice.Next(house.Members.Count + 1) is var i && i < house.Members.Count ? house.Members[i].Broker : gitWire);

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
