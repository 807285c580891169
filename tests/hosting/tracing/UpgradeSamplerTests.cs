using System.Diagnostics;
using OpenTelemetry.Trace;
using Upgrades.Contracts;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Tests.Hosting.Tracing;

public sealed class UpgradeSamplerTests
{
    private static readonly UpgradeSampler All = new(1);
    private static readonly UpgradeSampler Half = new(0.5);

    [Fact]
    public void about_half_of_all_upgrades_are_traced_and_each_service_has_the_same_half()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => Identity.Upgrade("repository", $"stack-{i}", [("o/x", "2")], 0)).ToList();

        var traced = ids.Where(id => IsSampled(Half, id)).ToList();

        traced.Count.ShouldBeInRange(400, 600);
        var another = new UpgradeSampler(0.5);
        ids.Where(id => IsSampled(another, id)).ShouldBe(traced);
    }

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, true)]
    [InlineData(ActivityTraceFlags.None, false)]
    public void a_call_within_a_span_goes_with_it(ActivityTraceFlags flags, bool sampled) =>
        Sample(Half, new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags), ActivityKind.Client).ShouldBe(sampled);

    [Theory]
    [InlineData(ActivityKind.Client, false)]
    [InlineData(ActivityKind.Server, true)]
    public void a_call_outside_of_any_upgrade_is_no_trace_and_a_request_to_us_is_one(ActivityKind kind, bool sampled) => Sample(All, default, kind).ShouldBe(sampled);

    private static bool IsSampled(UpgradeSampler sampler, Guid upgrade) =>
        Sample(sampler, new ActivityContext(UpgradeTrace.Anchor(upgrade).TraceId, default, ActivityTraceFlags.None), ActivityKind.Internal);

    private static bool Sample(UpgradeSampler sampler, ActivityContext parent, ActivityKind kind) => sampler.ShouldSample(
        new SamplingParameters(parent, parent.TraceId == default ? ActivityTraceId.CreateRandom() : parent.TraceId, "name", kind)).Decision == SamplingDecision.RecordAndSample;
}
