using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Prometheus;

/// <summary>Section <c>Prometheus</c>.</summary>
public sealed class PrometheusOptions : IValidatableObject
{
    /// <summary>Address of Prometheus, or of what answers like it; empty: nothing is asked.</summary>
    public Uri? Url { get; set; }

    /// <summary>Bearer token.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }

    /// <summary>Longest wait for one answer (system clock).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not null && !(Url.IsAbsoluteUri && Url.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("must be an http(s) address, or empty", [nameof(Url)]);
        }
    }
}
