using System.ComponentModel.DataAnnotations;

namespace Upgrades.Verifier.Http;

/// <summary>Section <c>HttpChecks</c>: how services are asked whether they answer.</summary>
public sealed class HttpCheckOptions : IValidatableObject
{
    /// <summary>How hosts of Ingresses and the like are asked: <c>https</c> or <c>http</c>.</summary>
    [RegularExpression("https?", ErrorMessage = "must be https or http")]
    public string Scheme { get; set; } = "https";

    /// <summary>
    /// Every request goes to this address with the service's host in its Host header, as hairpin NAT and split DNS need it: the
    /// ingress controller's. Empty: to the host itself.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>Longest wait for an answer, redirects included (system clock).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Redirects that are followed, on the same host only.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 3;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not null && !(Address.IsAbsoluteUri && Address.Scheme is "http" or "https" && Address.AbsolutePath == "/"))
        {
            yield return new ValidationResult("must be an http(s) address without a path, or empty", [nameof(Address)]);
        }
    }
}
