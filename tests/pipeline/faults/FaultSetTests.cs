using System.Collections.Concurrent;
using System.Globalization;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Pipeline.Faults;

/// <summary>
/// All labelled faults at once, each at a stack of its own, through all five services. Says how many bad upgrades were found, how many
/// good ones were undone, and how often the cause was right, for the part that was looked at while tuning and for the part that was not.
/// </summary>
public sealed class FaultSetTests(ITestOutputHelper output)
{
    [Fact]
    public async Task bad_upgrades_are_found_good_ones_stand_and_the_cause_is_named()
    {
        var verdicts = await RunAsync(FaultSet.All);

        Say("tuned", verdicts.Where(v => !v.Fault.IsHeldOut).ToList());
        Say("held out", verdicts.Where(v => v.Fault.IsHeldOut).ToList());
        foreach (var wrong in verdicts.Where(v => !v.Fault.IsHeldOut && !v.IsRight))
        {
            output.WriteLine(wrong.ToString());
        }

        foreach (var part in verdicts.GroupBy(v => v.Fault.IsHeldOut))
        {
            Rates.Of(part).ShouldSatisfyAllConditions(
                r => r.Detection.ShouldBe(1), r => r.FalseRollback.ShouldBe(0), r => r.CauseAccuracy.ShouldBeGreaterThanOrEqualTo(0.95));
        }
    }

    [Fact]
    public void the_set_is_as_large_and_as_mixed_as_was_asked_for()
    {
        var faults = FaultSet.All.Where(f => f.Cause is not null).ToList();

        faults.Count.ShouldBeGreaterThanOrEqualTo(40);
        faults.Count(f => f.Cause != FailureCause.Version).ShouldBeGreaterThanOrEqualTo(faults.Count / 3);
        FaultSet.All.Count(f => f.IsHeldOut).ShouldBeInRange(FaultSet.All.Count / 4, FaultSet.All.Count / 2);
        FaultSet.All.Select(f => f.Name).ShouldBeUnique();
    }

    private void Say(string part, IReadOnlyList<Verdict> verdicts)
    {
        var rates = Rates.Of(verdicts);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{part}: {verdicts.Count} faults, detection {rates.Detection:P0}, false rollbacks {rates.FalseRollback:P0}, cause right {rates.CauseAccuracy:P0}"));
    }

    private static async Task<IReadOnlyList<Verdict>> RunAsync(IReadOnlyList<Fault> faults)
    {
        var stacks = faults.Select((fault, i) => (Fault: fault, Stack: $"fault-{i + 1:00}")).ToList();
        await using var pipeline = await PipelineWorld.StartAsync(
            [.. stacks.Select(s => Fixtures.Web(s.Stack) with { Kind = s.Fault.Kind, Recreate = !s.Fault.Rolls })], ("Ingest:Limit", "1000"), ("Executor:MaxInFlight", "200"));
        await pipeline.PrepareAsync(catalog => catalog["ci_result_pattern"] = @"\[(?<stack>[^\]]+)\] ((?<ok>OK)|(?<skipped>SKIPPED)|(?<failed>FAILED))");
        var asked = new ConcurrentDictionary<string, int>();
        var doors = stacks.Where(s => s.Fault.FrontDoor is not null).ToDictionary(s => $"{s.Stack}.example.org", s => s.Fault.FrontDoor!);
        pipeline.World.FrontDoor = host => doors.TryGetValue(host, out var door)
            ? door(asked.AddOrUpdate(host, 1, (_, times) => times + 1), pipeline.World.Cluster.AnswerOf(host)) : null;
        foreach (var (fault, stack) in stacks)
        {
            pipeline.World.Ci.Next(stack, fault.Fate);
            if (fault.Behaves is { } behaves)
            {
                pipeline.World.Behave(stack, tag => tag == "1.1.0", behaves);
            }
        }

        // One push after the other: two between two looks of CI would be one pipeline, and one fault would be another's.
        foreach (var (fault, stack) in stacks)
        {
            (await pipeline.ReportAsync(stack)).ShouldBe("accepted");
            await pipeline.EventAsync<UpgradeApplied>(e => e.Stack == stack);
            if (fault.Meanwhile is { } meanwhile)
            {
                await Eventually.TrueAsync(
                    () => Task.FromResult(pipeline.Running(stack).Single().EndsWith(":1.1.0", StringComparison.Ordinal) && pipeline.World.Cluster.IsRolledOut(stack, stack)),
                    $"{stack} is rolled out");
                meanwhile(pipeline.World.Cluster, stack);
            }
        }

        List<Verdict> verdicts = [];
        foreach (var (fault, stack) in stacks)
        {
            var outcome = await pipeline.OutcomeAsync(stack);
            var failed = (await pipeline.EventsAsync()).OfType<UpgradeFailed>().LastOrDefault(e => e.Stack == stack && e.Kind is StepKind.Upgrade or StepKind.ForwardFix);
            verdicts.Add(new Verdict(fault, outcome is UpgradeSucceeded, outcome is UpgradeSucceeded ? null : failed?.Cause, failed?.Evidence.Summary ?? outcome.GetType().Name));
        }

        return verdicts;
    }

    private sealed record Verdict(Fault Fault, bool Stands, FailureCause? Cause, string Words)
    {
        public bool IsRight => Stands == (Fault.Cause is null) && Cause == Fault.Cause;

        public override string ToString() => $"{Fault.Name}: labelled {Fault.Cause?.ToString() ?? "good"}, found {(Stands ? "good" : Cause?.ToString() ?? "no cause")} ({Words})";
    }

    private sealed record Rates(double Detection, double FalseRollback, double CauseAccuracy)
    {
        public static Rates Of(IEnumerable<Verdict> verdicts)
        {
            var (bad, good) = (verdicts.Where(v => v.Fault.Cause is not null).ToList(), verdicts.Where(v => v.Fault.Cause is null).ToList());
            var found = bad.Where(v => !v.Stands).ToList();
            return new Rates(Share(found.Count, bad.Count), Share(good.Count(v => !v.Stands), good.Count), Share(found.Count(v => v.Cause == v.Fault.Cause), found.Count));
        }

        private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
    }
}
