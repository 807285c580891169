using Upgrades.Sandbox.World;

namespace Upgrades.Standalone.Chaos;

/// <summary>
/// Kills at the worst moments: right after an effect is in the world, and before its author has heard so. The stand-in keeps its
/// answer back until the process is gone.
/// </summary>
internal sealed class KillPoints(SmallWorld world, EventWitness witness, Household house, KillBudget budget)
{
    private const double Share = 0.5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly SortedDictionary<string, int> _kills = new(StringComparer.Ordinal);

    /// <summary>Kills by the point at which they happened.</summary>
    public IReadOnlyDictionary<string, int> Kills
    {
        get
        {
            lock (_kills)
            {
                return new SortedDictionary<string, int>(_kills);
            }
        }
    }

    public void Arm()
    {
        world.Cluster.JobCreated += _ => At("a Job was created", "executor");
        world.Slack.Posted += _ => At("Slack was told", "notifier");
        world.Git.Hold.AfterPush = _ =>
        {
            At("a ref was updated", "executor");
            return Task.CompletedTask;
        };
    }

    /// <summary>Any moment.</summary>
    public void Anywhere()
    {
        var member = budget.Roll(dice => house.Members[dice.Next(house.Members.Count)]);
        Kill("any moment", member);
    }

    /// <summary>
    /// The broker's answers are kept back until the witness has seen an event: whoever published it dies without knowing that the
    /// broker has it.
    /// </summary>
    public async Task WhenPublishedAsync(CancellationToken cancellationToken)
    {
        var published = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(WitnessedEvent e) => published.TrySetResult(e.ProcessId);

        witness.Seen += Look;
        foreach (var member in house.Members)
        {
            member.Broker.HoldAnswers();
        }

        try
        {
            await Task.WhenAny(published.Task, Task.Delay(Patience, TimeProvider.System, cancellationToken));
            if (published.Task.IsCompleted && house.Of(await published.Task) is { } author)
            {
                Kill("a message was published", author);
            }
        }
        finally
        {
            witness.Seen -= Look;
            foreach (var member in house.Members)
            {
                member.Broker.ReleaseAnswers();
            }
        }
    }

    private void At(string point, string service)
    {
        if (budget.Chance(Share))
        {
            Kill(point, house.Members.First(m => m.Name == service));
        }
    }

    private void Kill(string point, Member member)
    {
        if (budget.Spend(() => house.Kill(member)))
        {
            lock (_kills)
            {
                _kills[point] = _kills.GetValueOrDefault(point) + 1;
            }
        }
    }
}
