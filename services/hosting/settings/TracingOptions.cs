using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Settings;

/// <summary>Section <c>Tracing</c>.</summary>
public sealed class TracingOptions : IValidatableObject
{
    /// <summary>OTLP/gRPC collector, <c>http://collector:4317</c>; empty: no traces.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The part of all upgrades that is traced. The upgrade's id decides, so all services trace the same ones.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not null && !(Endpoint.IsAbsoluteUri && Endpoint.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("must be an http(s) address, or empty", [nameof(Endpoint)]);
        }
    }
}
