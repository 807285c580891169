using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

internal sealed record JobCondition(string Type, DateTimeOffset Since, string? Reason = null, string? Message = null);

/// <summary>A Job as it was posted, and what will become of it.</summary>
internal sealed class Job
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The body of the POST, with the server's defaults.</summary>
    public required JsonObject Posted { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required string? CronJob { get; init; }

    /// <summary>The namespace whose database it puts back; null: it does something else.</summary>
    public string? Restores { get; init; }

    public required bool Suspended { get; init; }

    public required IReadOnlyList<Pod> Pods { get; set; }

    /// <summary>In the order in which they come.</summary>
    public required IReadOnlyList<JobCondition> Conditions { get; set; }

    /// <summary>When the time to live is over; null: it stays.</summary>
    public required DateTimeOffset? VanishesAt { get; set; }

    public bool IsThere(DateTimeOffset now) => VanishesAt is null || now < VanishesAt;

    public IEnumerable<Pod> PodsAt(DateTimeOffset now) => IsThere(now) ? Pods.Where(p => p.IsThere(now)) : [];

    public JobCondition? EndedAt(DateTimeOffset now) => Conditions.FirstOrDefault(c => c.Type is "Complete" or "Failed" && c.Since <= now);

    public SeenJob Seen(DateTimeOffset now) => new(Namespace, Name, CronJob, Labels, EndedAt(now)?.Type ?? "Running") { IsRestore = Restores is not null };
}
