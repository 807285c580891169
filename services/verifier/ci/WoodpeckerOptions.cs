using System.ComponentModel.DataAnnotations;

namespace Upgrades.Verifier.Ci;

/// <summary>Section <c>Woodpecker</c>: the CI that applies commits.</summary>
public sealed class WoodpeckerOptions : IValidatableObject
{
    /// <summary>Address of the server.</summary>
    [Required(ErrorMessage = "the address of the Woodpecker server that applies commits is needed")]
    public Uri? Url { get; set; }

    /// <summary>Personal token of a user who may push to the repository.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }

    /// <summary>Woodpecker's number of the repository. With two forges the same name can exist twice; the number cannot.</summary>
    public int? RepositoryId { get; set; }

    /// <summary><c>owner/name</c>, looked up when <see cref="RepositoryId"/> is not set.</summary>
    public string? Repository { get; set; }

    /// <summary>
    /// Where the repository with the versions is cloned from; empty: not compared. CI of another forge's repository of the same name
    /// would be green for commits that it never saw.
    /// </summary>
    public string? CloneUrl { get; set; }

    /// <summary>Branch of a pipeline started by hand; empty: the repository's default.</summary>
    public string? Branch { get; set; }

    /// <summary>The workflow that applies; the state of others does not matter.</summary>
    [Required]
    public string Workflow { get; set; } = "default";

    /// <summary>Where people open a pipeline; empty: <see cref="Url"/>.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Longest wait for one answer (system clock).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not null && !IsHttp(Url))
        {
            yield return new ValidationResult("must be an http(s) address", [nameof(Url)]);
        }

        if (PublicUrl is not null && !IsHttp(PublicUrl))
        {
            yield return new ValidationResult("must be an http(s) address, or empty", [nameof(PublicUrl)]);
        }

        if (CloneUrl is { Length: > 0 } && CloneAddress.Parse(CloneUrl) is null)
        {
            yield return new ValidationResult("must be the address of a repository, as https://forge.example/owner/name, or empty", [nameof(CloneUrl)]);
        }

        if (RepositoryId is null && Repository?.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            yield return new ValidationResult("must be owner/name, or set REPOSITORYID", [nameof(Repository)]);
        }
    }

    private static bool IsHttp(Uri url) => url.IsAbsoluteUri && url.Scheme is "http" or "https";
}
