using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Secrets;

/// <summary>Section <c>Vault</c>: needed where a setting ends in <c>_VAULT</c>.</summary>
public sealed class VaultOptions : IValidatableObject
{
    /// <summary>Address of Vault.</summary>
    public Uri? Url { get; set; }

    /// <summary>Role of the Kubernetes login; or a <see cref="Token"/>.</summary>
    public string? Role { get; set; }

    /// <summary>A token that somebody else makes and keeps alive, mostly by <c>TOKEN_FILE</c> of an agent; it is renewed where that is possible.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }

    /// <summary>Where the Kubernetes login is mounted.</summary>
    public string LoginPath { get; set; } = "auth/kubernetes";

    /// <summary>The pod's own token, read afresh for each login.</summary>
    public string JwtFile { get; set; } = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>Of Vault Enterprise.</summary>
    public string? Namespace { get; set; }

    /// <summary>How often secrets are read again (system clock); every 30 seconds where a file is looked at too.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest wait for one answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is null || !(Url.IsAbsoluteUri && Url.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("must be an http(s) address", [nameof(Url)]);
        }

        if (string.IsNullOrEmpty(Role) == string.IsNullOrEmpty(Token))
        {
            yield return new ValidationResult("either it or TOKEN has to be there, and not both", [nameof(Role)]);
        }

        if (RefreshInterval < TimeSpan.FromSeconds(10) || RefreshInterval > TimeSpan.FromDays(1))
        {
            yield return new ValidationResult("must be from 10 seconds to a day", [nameof(RefreshInterval)]);
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult("must be more than zero and at most five minutes", [nameof(Timeout)]);
        }
    }
}
