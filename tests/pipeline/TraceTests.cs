using System.Text.Json.Nodes;
using Upgrades.Contracts.Events;
using Upgrades.Tests.Hosting.Tracing;

namespace Upgrades.Tests.Pipeline;

/// <summary>One trace for each upgrade, as a collector gets it (DESIGN §9).</summary>
public abstract class TraceScenarios(Arrangement arrangement)
{
    private const int Error = 2;
    private const int Server = 2;
    private static readonly string[] AllFive = ["analyzer", "executor", "ingest", "notifier", "verifier"];

    /// <summary>Names of stacks that no other test has: the ids of upgrades follow from them.</summary>
    private readonly string _good = $"traced-{arrangement.GetType().Name}".ToLowerInvariant();
    private readonly string _bad = $"broken-{arrangement.GetType().Name}".ToLowerInvariant();

    [Fact]
    public async Task everything_about_an_upgrade_is_in_the_trace_of_its_id()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        Guid good;
        Uri slack;
        await using (var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase(_good)], ("Tracing:Endpoint", collector.Address)))
        {
            slack = new Uri(pipeline.ProcessSettings["Slack:WebhookUrl"]);
            await ShortWindowAsync(pipeline, _good);
            await pipeline.ReportAsync(_good);
            good = (await pipeline.OutcomeAsync(_good)).ShouldBeOfType<UpgradeSucceeded>().UpgradeId;
            await StopAsync(pipeline, _good, $"`{_good}` upgraded");
        }

        var spans = collector.Of(good);
        spans.Select(s => s.Service).OfType<string>().Distinct().Order(StringComparer.Ordinal).ShouldBe(AllFive);
        Stages(spans, "executor").ShouldBe(["upgrade", "waiting", "baseline", "backing-up", "applying", "verifying"]);
        Stages(spans, "verifier").ShouldBe(["ci", "rollout", "window"]);
        spans.Single(s => s.Name == "plan").Service.ShouldBe("analyzer");
        spans.ShouldContain(s => s.Name == "publish UpgradeApplied" && s.Service == "executor");
        spans.ShouldContain(s => s.Name == "consume verifier.upgrade-applied" && s.Service == "verifier");
        spans.ShouldContain(s => s.Name == "consume ingest.upgrade-succeeded" && s.Service == "ingest");
        spans.ShouldContain(s => s.Name == "tell Slack UpgradeSucceeded" && s.Service == "notifier");
        spans.ShouldAllBe(s => s.Status != Error);
        var whole = spans.Single(s => s.Name == "upgrade");
        (whole.Tags["upgrades.outcome"], whole.Tags["upgrades.stack"], whole.Tags["upgrades.risk"], whole.Tags["upgrades.upgrade_id"])
            .ShouldBe(("succeeded", _good, "Safe", good.ToString()));
        // From the upgrade to the update it is from, and back.
        var update = whole.Links.ShouldHaveSingleItem();
        collector.Spans.Single(s => s.Name == "publish UpdateAnalyzed" && s.TraceId == update).Links.ShouldBe([good.ToString("N")]);
        // What was asked of others lies within a move, and nothing hangs in the air.
        spans.ShouldContain(s => s.Parent != null && s.Tags.GetValueOrDefault("http.request.method") == "GET");
        spans.Select(s => s.Parent).OfType<string>().ShouldBeSubsetOf(spans.Select(s => s.Id));
        // An address may be a secret, and Slack's is. What was received may be spans of the stand-ins, where they are in the same process.
        var sent = collector.Spans.Where(s => s.Kind != Server).SelectMany(s => s.Tags.Values.Append(s.Name)).ToList();
        sent.ShouldContain(slack.GetLeftPart(UriPartial.Authority));
        sent.Where(text => text.Contains("T000", StringComparison.Ordinal)).ShouldBeEmpty();
        spans.Select(s => s.Process).Distinct().Order(StringComparer.Ordinal).ShouldBe(Processes);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task of_a_bad_version_the_trace_shows_what_failed_and_how_it_was_put_back()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        Guid bad;
        await using (var pipeline = await arrangement.StartAsync([Fixtures.Web(_bad)], ("Tracing:Endpoint", collector.Address)))
        {
            pipeline.World.Break(_bad);
            await ShortWindowAsync(pipeline, _bad);
            await pipeline.ReportAsync(_bad);
            bad = (await pipeline.OutcomeAsync(_bad)).ShouldBeOfType<UpgradeRolledBack>().UpgradeId;
            await StopAsync(pipeline, _bad, $"`{_bad}` rolled back");
        }

        var spans = collector.Of(bad);
        Stages(spans, "executor").ShouldBe(["upgrade", "waiting", "baseline", "applying", "verifying", "undoing", "verifying"]);
        spans.Single(s => s.Name == "upgrade").Status.ShouldBe(Error);
        Stages(spans, "verifier")[^3..].ShouldBe(["ci", "rollout", "window"]);
        spans.Where(s => s.Service == "verifier" && s.Status == Error).Select(s => (s.Tags["upgrades.kind"], s.Tags["upgrades.verdict"])).ShouldBe([("Upgrade", "UpgradeFailed")]);
    }

    /// <summary>A minute of domain time.</summary>
    private static Task ShortWindowAsync(PipelineWorld pipeline, string stack) =>
        pipeline.PrepareAsync(catalog => catalog["services"] = new JsonObject { [stack] = new JsonObject { ["window_minutes"] = 1 } });

    /// <summary>As Kubernetes stops them, so that what they have not sent yet is sent.</summary>
    private static async Task StopAsync(PipelineWorld pipeline, string stack, string told)
    {
        await pipeline.ToldAsync(told);
        await pipeline.StandsAsync(stack, "done");
        foreach (var process in pipeline.Processes is { } processes ? AllFive.Select(s => processes[s]) : [])
        {
            process.Terminate();
            await process.ExitAsync();
        }
    }

    /// <summary>Names of the processes, as a collector shows them.</summary>
    protected abstract IEnumerable<string> Processes { get; }

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
