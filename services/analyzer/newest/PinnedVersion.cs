using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Newest;

/// <summary>A version that a stack holds and that an update could move. One of <paramref name="Image"/> and <paramref name="Chart"/> is there.</summary>
/// <param name="Image">Canonical, without tag.</param>
/// <param name="Current">As it is written.</param>
/// <param name="Where">Each place that an edit would land in: <c>stacks/app/main.tf:12</c>.</param>
public sealed record PinnedVersion(string Stack, ImageReference? Image, ChartName? Chart, string Current, IReadOnlyList<string> Where)
{
    /// <summary>The image's name; or the chart's, with its repository.</summary>
    public string Subject => Image?.Name ?? Chart!.ToString();

    /// <summary>
    /// Everything that planning would not refuse by its name or by how it is written: no database, nothing of the cluster's own, nothing that the
    /// operator skips; no tag that floats, no expression that could not be followed.
    /// </summary>
    internal static IReadOnlyList<PinnedVersion> In(RepositoryHead head, AnalyzerOptions options) =>
    [
        .. head.Scan.Stacks.SelectMany(stack =>
            stack.Images.Where(site => MayMove(site, head, options))
                .GroupBy(site => (site.Image!.Name, site.Tag))
                .Select(g => new PinnedVersion(stack.Name, g.First().Image!.WithTag(null), null, g.Key.Tag!, [.. g.Select(s => $"{s.File}:{s.Line}").Distinct()]))
                .Concat(stack.Charts.Where(site => site.Status == SiteStatus.Pinned).Select(site => (Site: site, Name: Name(site))).Where(c => c.Name is not null)
                    .GroupBy(c => (c.Name, c.Site.Version))
                    .Select(g => new PinnedVersion(stack.Name, null, g.Key.Name, g.Key.Version!, [.. g.Select(c => $"{c.Site.File}:{c.Site.Line}").Distinct()])))
                .OrderBy(p => p.Subject, StringComparer.Ordinal)),
    ];

    private static bool MayMove(ImageSite site, RepositoryHead head, AnalyzerOptions options) =>
        site is { Image: not null, Tag: { } tag, Status: SiteStatus.Pinned or SiteStatus.DigestPinned } && TagVersion.TryParse(tag, out _)
        && ForbiddenImage.Reason(site.Image, tag, options) is null && head.Catalog.SkippedBy(site.Image) is null;

    /// <returns>Null when nothing says where the chart is from.</returns>
    private static ChartName? Name(ChartSite site) => ChartName.TryRead(site.Chart, site.Repository, out var name) ? name : null;
}
