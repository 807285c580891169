namespace Upgrades.Sandbox.GitHub;

/// <summary>A repository and when its releases came: one a day, the first in the list is the oldest.</summary>
internal sealed record HostedRepository
{
    public const string DefaultBranch = "main";

    private static readonly DateTimeOffset FirstRelease = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    public required int Id { get; init; }

    public required string FullName { get; init; }

    public required IReadOnlyList<ReleaseSpec> Releases { get; init; }

    /// <summary>Tags that no release was made for.</summary>
    public required IReadOnlyList<string> BareTags { get; init; }

    /// <summary>The same at every tag.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Newest last; null: the repository has advisories switched off.</summary>
    public IReadOnlyList<AdvisorySpec>? Advisories { get; init; }

    /// <summary>By name, downwards: never in version order.</summary>
    public IEnumerable<string> Tags =>
        Releases.Where(r => !r.Draft).Select(r => r.Tag).Concat(BareTags).Distinct().OrderDescending(StringComparer.Ordinal);

    public static DateTimeOffset PublishedAt(int index) => FirstRelease.AddDays(index);
}
