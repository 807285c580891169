using System.ComponentModel.DataAnnotations;

namespace Upgrades.Verifier.Monitors;

/// <summary>Section <c>UptimeKuma</c>.</summary>
public sealed class UptimeKumaOptions : IValidatableObject
{
    /// <summary>Address of Uptime Kuma; empty: monitors are not looked at.</summary>
    public Uri? Url { get; set; }

    /// <summary>An API key, sent as Basic password.</summary>
    [DataType(DataType.Password)]
    public string? ApiKey { get; set; }

    /// <summary>Longest wait for an answer (system clock).</summary>
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
