using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Bus;

/// <summary>Section <c>Bus</c>.</summary>
public sealed class BusOptions : IValidatableObject
{
    /// <summary><c>amqp://user:password@host:5672/vhost</c>; empty means: in memory, all services in one process.</summary>
    [DataType(DataType.Password)]
    public string? Url { get; set; }

    /// <summary>Unacknowledged messages a queue may hand to this process at once.</summary>
    [Range(1, 1000)]
    public ushort Prefetch { get; set; } = 16;

    public bool InMemory => string.IsNullOrEmpty(Url);

    /// <summary>Can this be a broker's address?</summary>
    public static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!InMemory && !IsAddress(Url))
        {
            yield return new ValidationResult("must be empty or start with amqp:// or amqps://", [nameof(Url)]);
        }
    }
}
