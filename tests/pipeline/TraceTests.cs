using System.Text;
using Upgrades.Contracts.Events;
using Upgrades.Tests.Hosting.Tracing;

namespace Upgrades.Tests.Pipeline;

/// <summary>One trace for each upgrade, as a collector gets it (DESIGN §9).</summary>
public abstract class TraceScenarios(Arrangement arrangement)
{
    private static readonly string[] AllFive = ["analyzer", "executor", "ingest", "notifier", "verifier"];

    /// <summary>Names of stacks that no other test has: the ids of upgrades follow from them.</summary>
    private readonly string _good = $"traced-{arrangement.GetType().Name}".ToLowerInvariant();
    private readonly string _bad = $"broken-{arrangement.GetType().Name}".ToLowerInvariant();

    [Fact]
    public async Task everything_about_an_upgrade_is_in_the_trace_of_its_id()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using (var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase(_good), Fixtures.Web(_bad)], ("Tracing:Endpoint", collector.Address)))
        {
            pipeline.World.Break(_bad);
            await pipeline.ReportAsync(_good);
            await pipeline.ReportAsync(_bad);
            var good = (await pipeline.OutcomeAsync(_good)).ShouldBeOfType<UpgradeSucceeded>().UpgradeId;
            var bad = (await pipeline.OutcomeAsync(_bad)).ShouldBeOfType<UpgradeRolledBack>().UpgradeId;
            await pipeline.ToldAsync($"`{_good}` upgraded");
            await pipeline.ToldAsync($"`{_bad}` rolled back");
            await Eventually.TrueAsync(() => Task.FromResult(IsWhole(collector, good) && IsWhole(collector, bad)), "the whole traces");

            var spans = collector.Of(good);
            spans.Select(s => s.Service).OfType<string>().Distinct().Order().ShouldBe(AllFive);
            Stages(spans, "executor").ShouldBe(["upgrade", "waiting", "baseline", "backing-up", "applying", "verifying"]);
            Stages(spans, "verifier").ShouldBe(["ci", "rollout", "window"]);
            spans.Single(s => s.Name == "plan").Service.ShouldBe("analyzer");
            spans.ShouldContain(s => s.Name == "publish UpgradeApplied" && s.Service == "executor");
            spans.ShouldContain(s => s.Name == "consume verifier.upgrade-applied" && s.Service == "verifier");
            spans.ShouldContain(s => s.Name == "tell Slack UpgradeSucceeded" && s.Service == "notifier");
            spans.ShouldAllBe(s => s.Status != 2);
            var whole = spans.Single(s => s.Name == "upgrade");
            (whole.Tags["upgrades.outcome"], whole.Tags["upgrades.stack"], whole.Tags["upgrades.risk"], whole.Tags["upgrades.upgrade_id"])
                .ShouldBe(("succeeded", _good, "Safe", good.ToString()));
            // What was asked of others lies within.
            spans.ShouldContain(s => s.Parent != null && s.Tags.GetValueOrDefault("http.request.method") == "GET");

            var failed = collector.Of(bad);
            Stages(failed, "executor").ShouldBe(["upgrade", "waiting", "baseline", "applying", "verifying", "undoing", "verifying"]);
            failed.Single(s => s.Name == "upgrade").Status.ShouldBe(2);
            Stages(failed, "verifier")[^3..].ShouldBe(["ci", "rollout", "window"]);
            failed.ShouldContain(s => s.Service == "verifier" && s.Name == "rollout" && s.Status == 2);
        }

        // An address may be a secret: Slack's is.
        collector.Bodies.ShouldAllBe(b => !Encoding.UTF8.GetString(b).Contains("/services/", StringComparison.Ordinal));
        Named(collector).ShouldBe(Processes);
    }

    /// <summary>Names of the processes, as a collector shows them.</summary>
    protected abstract IEnumerable<string> Processes { get; }

    private IEnumerable<string> Named(OtlpReceiver collector) => collector.Spans
        .Where(s => s.Tags.GetValueOrDefault("upgrades.stack") == _good).Select(s => s.Process).Distinct().Order(StringComparer.Ordinal);

    private static bool IsWhole(OtlpReceiver collector, Guid upgrade) =>
        collector.Of(upgrade) is var spans && spans.Any(s => s.Name == "upgrade") && spans.Any(s => s.Service == "ingest")
        && spans.Any(s => s.Name is "tell Slack UpgradeSucceeded" or "tell Slack UpgradeRolledBack");

    /// <summary>In the order in which they began; of equal beginnings the longer first.</summary>
    private static List<string> Stages(IEnumerable<ReceivedSpan> spans, string service) =>
    [
        .. spans.Where(s => s.Service == service && s.Parent is null && !s.Name.Contains(' ', StringComparison.Ordinal))
            .OrderBy(s => s.Start).ThenByDescending(s => s.End).Select(s => s.Name),
    ];
}

public sealed class TracesInMemory() : TraceScenarios(new InThisProcess())
{
    protected override IEnumerable<string> Processes => ["upgrades"];
}

[Trait("Length", "long")]
public sealed class TracesOfFiveProcesses(AsFiveProcesses arrangement) : TraceScenarios(arrangement), IClassFixture<AsFiveProcesses>
{
    protected override IEnumerable<string> Processes => ["upgrades-analyzer", "upgrades-executor", "upgrades-ingest", "upgrades-notifier", "upgrades-verifier"];
}
