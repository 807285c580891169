using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.Releases;

/// <summary>
/// Reads pages of releases as far as something may still be found. Pages follow dates and we look for versions: a backport is newer than
/// the version above it, so one old release proves nothing, and a run of them does.
/// </summary>
internal static class ReleasePages
{
    public const int Most = 30;

    /// <summary>So many older ones behind From, and an older minor version among them: then everything above it has passed.</summary>
    private const int EnoughOlder = 10;

    /// <returns>What was read, and whether there is more that was not.</returns>
    public static async Task<(IReadOnlyList<ForgeRelease> Releases, bool CutOff)> ReadAsync(
        IForge forge, ForgeRepository repository, ReleaseRange range, string? chart, CancellationToken cancellationToken)
    {
        List<ForgeRelease> releases = [];
        var pages = 0;
        await foreach (var page in forge.ReleasePagesAsync(repository.Path, Most, cancellationToken))
        {
            pages++;
            var last = IsLast(range, releases, page, repository.ShortName, chart);
            releases.AddRange(page);
            if (last)
            {
                return (releases, false);
            }
        }

        return (releases, pages == Most);
    }

    /// <summary>Is there nothing left to find after this page?</summary>
    public static bool IsLast(ReleaseRange range, IReadOnlyList<ForgeRelease> before, IReadOnlyList<ForgeRelease> page, string repository, string? chart)
    {
        var seen = before.Concat(page).Select(r => ReleaseTag.Parse(r.TagName)).OfType<ReleaseTag>()
            .Select(t => (Tag: t, Rank: ReleaseComponents.Rank(range, t.Component, chart, repository))).Where(t => t.Rank < ReleaseComponents.Never).ToList();
        // What is surely another part of the repository says nothing about how far we are in ours.
        var own = seen.Where(t => t.Rank < ReleaseComponents.Foreign).Select(t => t.Tag).ToList();
        own = own.Count > 0 ? own : [.. seen.Select(t => t.Tag)];
        var components = own.Where(t => range.Holds(t.Version) || IsFrom(range, t)).Select(t => t.Component).ToHashSet(StringComparer.Ordinal);
        var onPage = page.Select(r => ReleaseTag.Parse(r.TagName)).OfType<ReleaseTag>().Where(t => components.Contains(t.Component)).ToList();
        return onPage.Count > 0 && (onPage.TrueForAll(t => IsOld(range, t)) || IsPassed(range, onPage));
    }

    private static bool IsPassed(ReleaseRange range, List<ReleaseTag> onPage)
    {
        var from = onPage.FindIndex(t => IsFrom(range, t));
        var older = from < 0 ? [] : onPage[(from + 1)..];
        return older.Count >= EnoughOlder && older.TrueForAll(t => IsOld(range, t)) && older.Exists(t => IsOfOlderLine(range, t));
    }

    private static bool IsOfOlderLine(ReleaseRange range, ReleaseTag tag) => tag.Version.Line(2).CompareTo(range.From.Version.Line(2)) < 0;

    private static bool IsFrom(ReleaseRange range, ReleaseTag tag) => tag.Version.CompareCore(range.From.Version) == 0;

    private static bool IsOld(ReleaseRange range, ReleaseTag tag) => tag.Version.CompareTo(range.From.Version) <= 0;
}
