using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Web;

/// <summary>Section <c>Http</c>.</summary>
public sealed class HttpOptions : IValidatableObject
{
    /// <summary>Where this process listens. Port 0 takes a free one.</summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8080";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            yield return new ValidationResult("must be http://host:port (TLS is the ingress controller's)", [nameof(Url)]);
        }
    }
}
