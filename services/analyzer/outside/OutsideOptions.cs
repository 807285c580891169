using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer.Outside;

/// <summary>Section <c>Outside</c>: how every system outside is asked, whichever it is. Times are the system clock's.</summary>
public sealed class OutsideOptions : IValidatableObject
{
    /// <summary>Requests to one host side by side; the others wait for their turn. GitHub allows 100.</summary>
    [Range(1, 100)]
    public int Parallelism { get; set; } = 8;

    /// <summary>How often a request is sent again at once after a broken connection, a 5xx, or a limit of a few seconds. What is left is a late row.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    /// <summary>Before the first of them; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests of an hourly budget (GitHub's) that are left to others who use the same token.</summary>
    [Range(0, 10_000)]
    public int Reserve { get; set; }

    /// <summary>For answers that are kept by their ETag, compressed, in MiB; what was used longest ago goes first.</summary>
    [Range(1, 10_000)]
    public int CacheMegabytes { get; set; } = 128;

    internal long CacheBytes => (long)CacheMegabytes << 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RetryDelay <= TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(1))
        {
            yield return new ValidationResult("must be more than zero and at most a minute", [nameof(RetryDelay)]);
        }
    }
}
