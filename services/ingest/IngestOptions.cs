using System.ComponentModel.DataAnnotations;

namespace Upgrades.Ingest;

/// <summary>Section <c>Ingest</c>. Image patterns are globs on canonical names, <c>*</c> crosses <c>/</c>; <c>docker.io/</c> is left out.</summary>
public sealed class IngestOptions : IValidatableObject
{
    private const int ShortestSecret = 16;

    /// <summary>What a webhook must show: <c>Authorization: Bearer …</c>, or as the last part of its path.</summary>
    [Required(ErrorMessage = "a secret of at least 16 characters is needed; DIUN sends it with every webhook")]
    [MinLength(ShortestSecret, ErrorMessage = "must have at least 16 characters")]
    [DataType(DataType.Password)]
    public string Secret { get; set; } = "";

    /// <summary>Taken as well while senders move from it to <see cref="Secret"/>; empty: none.</summary>
    [DataType(DataType.Password)]
    public string? PreviousSecret { get; set; }

    /// <summary>Webhooks that may wait to be stored. More are refused with 503: what waits is memory, and its senders wait no longer than 10 s.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 500;

    /// <summary>Updates admitted in one window, until an operator sets another number at run time.</summary>
    [Range(1, 100_000)]
    public int Limit { get; set; } = 5;

    /// <summary>Length of the window (domain time).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan LimitWindow { get; set; } = TimeSpan.FromHours(6);

    /// <summary>An update whose outcome has not passed by then is sent again (domain time).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>DIUN is taken for broken when it has sent nothing for so long (domain time). Where it never has, it is not waited for.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan DiunSilence { get; set; } = TimeSpan.FromDays(8);

    /// <summary>Databases are never upgraded by a tag alone: their data files need a person. More can be added, none removed.</summary>
    public IList<string> MoreDatabases { get; } = [];

    /// <summary>Images the operator builds himself: <c>ownorg/*</c>.</summary>
    public IList<string> OwnImages { get; } = [];

    /// <summary>Images the cluster itself stands on, besides <c>registry.k8s.io/*</c>, <c>quay.io/tigera/*</c> and <c>nvcr.io/*</c>.</summary>
    public IList<string> MoreInfrastructure { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PreviousSecret is { Length: > 0 and < ShortestSecret })
        {
            yield return new ValidationResult("must have at least 16 characters", [nameof(PreviousSecret)]);
        }
        else if (PreviousSecret == Secret)
        {
            yield return new ValidationResult("is the same as SECRET; after the rotation it is left out", [nameof(PreviousSecret)]);
        }
    }
}
