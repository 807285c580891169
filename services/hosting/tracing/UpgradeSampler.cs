using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Upgrades.Hosting.Tracing;

/// <summary>
/// Whole upgrades or nothing of them: the trace id decides, so all services decide alike. Calls to others outside of any upgrade (probes, tokens,
/// fetches of a shared mirror) would be traces of one span each and are left out.
/// </summary>
internal sealed class UpgradeSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _byTraceId = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => samplingParameters switch
    {
        { ParentContext.SpanId: var parent } when parent != default => new SamplingResult(samplingParameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)),
        { ParentContext.TraceId: var trace, Kind: ActivityKind.Client } when trace == default => new SamplingResult(SamplingDecision.Drop),
        _ => _byTraceId.ShouldSample(samplingParameters),
    };
}
