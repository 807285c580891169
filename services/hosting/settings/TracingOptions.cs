namespace Upgrades.Hosting.Settings;

/// <summary>Section <c>Tracing</c>.</summary>
public sealed class TracingOptions
{
    /// <summary>OTLP/gRPC collector, <c>http://collector:4317</c>; empty: no traces.</summary>
    public Uri? Endpoint { get; set; }
}
