using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer.GitHub;

/// <summary>Section <c>GitHub</c>.</summary>
public sealed class GitHubOptions : IValidatableObject
{
    /// <summary><c>https://api.github.com/</c>, or <c>https://HOST/api/v3/</c> of an Enterprise Server.</summary>
    [Required]
    public Uri Url { get; set; } = new("https://api.github.com/");

    /// <summary>Without one GitHub answers 60 requests an hour, with one 5,000.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }

    /// <summary>Longest wait for one answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("must be an http(s) address", [nameof(Url)]);
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult("must be more than zero and at most an hour", [nameof(Timeout)]);
        }
    }
}
