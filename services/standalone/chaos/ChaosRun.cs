using System.Diagnostics;
using System.Globalization;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Demo;

namespace Upgrades.Standalone.Chaos;

/// <summary>
/// A bulk run in which everything dies again and again. Start here: updates go in one by one, mischief is done until all kills are
/// spent, the world comes to rest, and then it is looked at from the outside.
/// </summary>
internal sealed class ChaosRun(ChaosOptions options, TextWriter progress)
{
    private const double PostedBy = 0.6;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Words = TimeSpan.FromSeconds(15);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>A run in which nothing happens for so long is stuck (system clock): two minutes, and the longest window.</summary>
    private TimeSpan Patience => TimeSpan.FromMinutes(2) + (TimeSpan.FromMinutes(15) / options.Scale);

    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        List<FixtureService> services = [.. DemoServices.Of(options.Upgrades).Select((s, i) => Restoring(s, i))];
        Say(string.Create(CultureInfo.InvariantCulture, $"Starting five services, RabbitMQ and a small world; {options.Scale:0} of its seconds pass in each second."));
        await using var world = await ChaosWorld.StartAsync(options, services, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture, $"Ready after {world.House.StartUp.TotalSeconds:0.0} s. {options.Kills} kills and {options.BrokerRestarts} broker restarts are to come."));
        world.Small.Break(services[^1].Stack);
        foreach (var service in services.Where(s => s.Restore is not null).Where((_, i) => i % 3 == 0))
        {
            world.Small.Break(service.Stack, afterMigration: true);
        }

        world.Witness.Seen += Tell;
        var budget = new KillBudget(options.Kills, options.Seed);
        var points = new KillPoints(world.Small, world.Witness, world.House, budget);
        var mischief = new Mischief(options, world.Small, world.Broker, world.GitWire, world.House, budget, points);
        await world.Client.RaiseLimitsAsync(services.Count, Math.Max(3, services.Count / 3), cancellationToken);

        var trouble = mischief.RunAsync(cancellationToken);
        var accepted = await PostAsync(world, services, budget, cancellationToken);
        await trouble;
        Say("All kills are spent; waiting for the rest.");
        await world.House.ReadyAsync(cancellationToken);
        var seen = await RestAsync(world, accepted, cancellationToken);
        var findings = Findings.Of(seen);
        if (!findings.AreNone)
        {
            world.KeepsFolder = true;
            Say($"Stores and repository are left in {world.Folder}");
        }

        return new ChaosReport
        {
            Accepted = accepted.Count,
            Outcomes = [.. seen.Events.Select(Outcome.Of).OfType<Outcome>().DistinctBy(o => (o.UpgradeId, o.Kind))],
            Findings = findings,
            Restores = seen.Events.OfType<UpgradeRolledBack>().Where(e => e.DatabaseRestored).DistinctBy(e => e.UpgradeId).Count(),
            KillsByPoint = points.Kills,
            BrokerRestarts = mischief.BrokerRestarts,
            LongestRecovery = world.House.LongestRecovery,
            UnexpectedExits = world.House.UnexpectedExits,
            Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds,
        };
    }

    private FixtureService Restoring(FixtureService service, int number) => !options.Restores || service.Database == FixtureDatabase.None ? service
        : service with { Restore = number % 2 == 0 ? RestorePlan.WhenRollbackFails : RestorePlan.Always };

    /// <summary>The longest upgrade first, the others in any order, spread over the run. Who gets no answer asks again.</summary>
    private static async Task<IReadOnlyCollection<Guid>> PostAsync(
        ChaosWorld world, IReadOnlyList<FixtureService> services, KillBudget budget, CancellationToken cancellationToken)
    {
        var order = budget.Roll(dice => services.SkipLast(1).OrderBy(_ => dice.Next()).Prepend(services[^1]).ToList());
        var accepted = new HashSet<Guid>();
        foreach (var (position, service) in order.Index())
        {
            while (budget.Progress < PostedBy * position / order.Count)
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }

            while (true)
            {
                try
                {
                    accepted.Add((await world.Client.ReportAsync(service, cancellationToken)).UpdateId);
                    break;
                }
                catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    // Ingest has just been killed: nothing was promised, so it is sent again.
                    await Task.Delay(Look, TimeProvider.System, cancellationToken);
                }
            }
        }

        return accepted;
    }

    /// <summary>Looks until all is at rest, or until nothing has happened for too long.</summary>
    private async Task<Observations> RestAsync(ChaosWorld world, IReadOnlyCollection<Guid> accepted, CancellationToken cancellationToken)
    {
        var (lastCount, lastChange) = (0, Stopwatch.GetTimestamp());
        var lastWords = lastChange;
        while (true)
        {
            var seen = await ObserveAsync(world, accepted, cancellationToken);
            var (findings, count) = (Findings.Of(seen), seen.Events.Count + seen.Slack.Count);
            if (count != lastCount)
            {
                (lastCount, lastChange) = (count, Stopwatch.GetTimestamp());
            }

            var quiet = Stopwatch.GetElapsedTime(lastChange);
            if (quiet > Patience || (findings.AreNone && quiet > 5 * Look))
            {
                return seen;
            }

            if (Stopwatch.GetElapsedTime(lastWords) > Words)
            {
                lastWords = Stopwatch.GetTimestamp();
                Say($"quiet for {quiet.TotalSeconds:0} s; {findings.All.Count} things open: {string.Join("; ", findings.All.Take(3))}");
            }

            await Task.Delay(2 * Look, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<Observations> ObserveAsync(ChaosWorld world, IReadOnlyCollection<Guid> accepted, CancellationToken cancellationToken) => new()
    {
        Accepted = accepted,
        Events = [.. world.Witness.Events.Select(e => e.Event)],
        Log = await world.Small.Git.LogAsync(SmallWorld.Repository),
        Jobs = world.Small.Cluster.Jobs,
        Slack = world.Small.Slack.Messages,
        Drift = await world.Small.DriftAsync(),
        OpenBooks = [.. await world.Client.UpdatesAsync("open", cancellationToken), .. await world.Client.UpdatesAsync("held", cancellationToken)],
    };

    private void Tell(WitnessedEvent witnessed)
    {
        if (witnessed.Event is UpgradePlanned planned)
        {
            Say($"{planned.Stack,-16} planned in {planned.Steps.Count} step{(planned.Steps.Count == 1 ? "" : "s")}");
        }
        else if (Outcome.Of(witnessed.Event) is { } outcome)
        {
            Say($"{outcome.Stack,-16} {outcome.Kind}");
        }
    }

    private void Say(string line) => progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_started).TotalSeconds,6:0.0} s  {line}"));
}
