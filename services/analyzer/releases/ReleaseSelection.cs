using Upgrades.Analyzer.GitHub;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Releases;

/// <summary>From which version to which, of which image.</summary>
internal sealed record ReleaseRange(ImageReference Image, ReleaseTag From, ReleaseTag To)
{
    /// <summary>After From, up to and including To. Prereleases only where To is one itself.</summary>
    public bool Holds(ReleaseVersion version) =>
        version.CompareTo(From.Version) > 0 && version.CompareTo(To.Version) <= 0 && (!version.IsPrerelease || To.Version.IsPrerelease);
}

/// <summary>Picks the releases on the way out of all that a repository lists, by version and never by date or page.</summary>
internal static class ReleaseSelection
{
    /// <summary>Words before a version that name no part of a product.</summary>
    private static readonly string[] Meaningless = ["release", "releases", "version", "ver", "rel", "docker", "stable", "tag", "image"];

    /// <summary>
    /// Is there nothing left to find after this page? Pages follow dates, roughly: one on which whatever had hits before is only old
    /// ends the search.
    /// </summary>
    public static bool IsLastPage(ReleaseRange range, IReadOnlyList<GitHubRelease> before, IReadOnlyList<GitHubRelease> page)
    {
        var hits = before.Concat(page).Select(Parse).OfType<ReleaseTag>().Where(t => range.Holds(t.Version)).Select(t => t.Component).ToHashSet(StringComparer.Ordinal);
        var ofThem = page.Select(Parse).OfType<ReleaseTag>().Where(t => hits.Contains(t.Component)).ToList();
        return ofThem.Count > 0 && ofThem.All(t => t.Version.CompareTo(range.From.Version) <= 0);
    }

    public static ReleaseNotes Select(ReleaseRange range, IReadOnlyList<GitHubRelease> releases)
    {
        var onTheWay = releases.Select(r => (Release: r, Tag: Parse(r)))
            .Where(r => r.Tag is not null && !r.Release.Draft && range.Holds(r.Tag.Version) && (!r.Release.Prerelease || range.To.Version.IsPrerelease))
            .Select(r => (r.Release, Tag: r.Tag!))
            .ToLookup(r => r.Tag.Component);
        if (onTheWay.Count == 0)
        {
            return ReleaseNotes.None("none of its releases is on the way");
        }

        var candidates = onTheWay.Select(c => (Notes: c, Rank: Rank(range, c.Key), HasTarget: c.Any(r => r.Tag.Version.CompareCore(range.To.Version) == 0)))
            .Where(c => c.Rank < Foreign || (c.Rank == Foreign && c.HasTarget))
            .OrderByDescending(c => c.HasTarget).ThenBy(c => c.Rank).ToList();
        if (candidates.Count == 0 || (candidates[0].Rank == Foreign && candidates.Count > 1))
        {
            return ReleaseNotes.None($"it releases {string.Join(", ", onTheWay.Select(c => c.Key).Take(5))}; which of them is the image's cannot be told");
        }

        List<ReleaseNote> notes =
            [.. candidates[0].Notes.OrderBy(r => r.Tag.Version).Select(r => new ReleaseNote(r.Release.TagName, r.Tag.Version, r.Release.Body ?? "", Url(r.Release.HtmlUrl)))];
        return new ReleaseNotes(notes, !candidates[0].HasTarget ? $"there is no release for {range.To.Version.Tag.Core}"
            : notes.All(n => string.IsNullOrWhiteSpace(n.Text)) ? "its releases have no words" : null);
    }

    private const int Foreign = 3;
    private const int Never = 4;

    /// <summary>How likely a component of the repository is what the image is made of; the lowest is.</summary>
    private static int Rank(ReleaseRange range, string component) =>
        component.Contains("chart", StringComparison.Ordinal) || component.Contains("helm", StringComparison.Ordinal) ? Never
        : component.Length > 0 && (component == range.Image.Path.Split('/')[^1] || component == range.To.Component) ? 0
        : component.Length == 0 ? 1
        : Meaningless.Contains(component) ? 2
        : Foreign;

    private static ReleaseTag? Parse(GitHubRelease release) => ReleaseTag.Parse(release.TagName);

    private static string? Url(string? text) =>
        text is { Length: <= 500 } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;
}
