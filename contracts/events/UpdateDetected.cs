namespace Upgrades.Contracts.Events;

/// <summary>A signal: this image has this tag. Written by ingest, by the command line, or by hand in the broker's management page.</summary>
public sealed record UpdateDetected
{
    public required string Image { get; init; }
    public required string Tag { get; init; }
    /// <summary>Derived from image, tag, digest and attempt where the sender gives none.</summary>
    public Guid? UpdateId { get; init; }
    public string? Digest { get; init; }
    public string? Source { get; init; }
    public string? Status { get; init; }
    public string? Namespace { get; init; }
    public string? Workload { get; init; }
    public string? Container { get; init; }
    public string? HubLink { get; init; }
    public DateTimeOffset? DetectedAt { get; init; }
    /// <summary>Overrides quarantine, dedupe and limit; nothing else.</summary>
    public bool Force { get; init; }
    /// <summary>0 for a signal; raised by a retry.</summary>
    public int Attempt { get; init; }
}
