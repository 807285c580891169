using Upgrades.Sandbox.GitHub;

namespace Upgrades.Sandbox.Forges;

/// <summary>A repository on a forge that is not GitHub, and when its releases came: one a day, the first in the list is the oldest.</summary>
internal sealed record HostedProject
{
    public const string DefaultBranch = "main";

    private static readonly DateTimeOffset FirstRelease = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    public required int Id { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<ReleaseSpec> Releases { get; init; }

    /// <summary>The same at every tag.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    public bool Archived { get; init; }

    /// <summary>What it is a fork of.</summary>
    public string? ForkOf { get; init; }

    public bool HasRef(string wanted) => wanted.Length == 0 || wanted is DefaultBranch or "HEAD" || Releases.Any(r => r.Tag == wanted);

    /// <summary>Names directly below a folder, and whether each is a folder itself; null when there is none.</summary>
    public IReadOnlyList<(string Name, bool IsFolder)>? List(string folder)
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var below = Files.Keys.Where(f => f.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f[prefix.Length..]).ToList();
        return below.Count == 0 && folder.Length > 0 ? null
            : [.. below.Select(f => (f.Split('/')[0], f.Contains('/', StringComparison.Ordinal))).Distinct().OrderBy(e => e.Item1, StringComparer.Ordinal)];
    }

    public static DateTimeOffset ReleasedAt(int index) => FirstRelease.AddDays(index);
}
