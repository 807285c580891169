using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Sources;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Decisions;

/// <summary>A release whose chart may be what brings an image.</summary>
/// <param name="BySay">The catalog says so: <c>services.&lt;stack&gt;.charts</c>.</param>
internal sealed record ChartedRelease(StackScan Stack, ChartSite Site, ChartName Name, bool BySay);

/// <summary>
/// Which chart brings an image that no stack names. It must be certain: the operator's word; or a chart that has the image's name, or names the
/// image's own source repository, and whose application counts as the image's tags do. A chart's other components (an operator's sidecar, a
/// database beside it) are found by neither, and need the operator's word.
/// </summary>
internal static class ChartOfImage
{
    /// <summary>Names of images that say nothing about whose they are.</summary>
    private static readonly string[] Generic = ["server", "backend", "frontend", "app", "web", "api", "worker", "core", "main", "proxy", "operator", "controller", "agent", "exporter"];

    /// <summary>What the operator says; a chart that the stack has no release of is told as <c>Wrong</c>.</summary>
    public static (IReadOnlyList<ChartedRelease> Releases, IReadOnlyList<(StackScan Stack, string Detail)> Wrong) Said(IEnumerable<StackScan> stacks, ImageReference image, Catalog catalog)
    {
        List<ChartedRelease> said = [];
        List<(StackScan, string)> wrong = [];
        foreach (var stack in stacks)
        {
            if (!catalog.ServiceFor(stack.Name).Charts.TryGetValue(image.Name, out var chart))
            {
                continue;
            }

            var releases = Releases(stack).Where(r => r.Name.Chart == chart).Select(r => r with { BySay = true }).ToList();
            said.AddRange(releases);
            if (releases.Count == 0)
            {
                wrong.Add((stack, $"services.{stack.Name}.charts says that the chart {chart} brings {image.Name}, and the stack has no release of it whose repository can be read"));
            }
        }

        return (said, wrong);
    }

    /// <summary>Every release of a chart that can be asked about, in the namespace where that is told.</summary>
    public static IReadOnlyList<ChartedRelease> Near(IEnumerable<StackScan> stacks, string? @namespace) =>
        [.. stacks.SelectMany(Releases).Where(r => @namespace is null || r.Site.Namespace is null || r.Site.Namespace == @namespace)];

    /// <summary>Is there a reason to hold it for the image's chart by what is written in the repository alone?</summary>
    public static bool HasItsName(ChartName chart, ImageReference image) =>
        Product(image) is { } product && Letters(chart.Chart) == product;

    /// <param name="present">What the present version says, or another one where the repository has it no more.</param>
    public static bool Brings(ChartEntry present, ChartName chart, ImageReference image, string target, Catalog catalog) =>
        (HasItsName(chart, image) || NamesItsSource(present, image, catalog))
        && ReleaseTag.Parse(present.AppVersion) is { } runs && ReleaseTag.Parse(target) is { } wanted
        && runs.Component == wanted.Component && runs.Version.Tag.Parts.Count == wanted.Version.Tag.Parts.Count;

    /// <summary>Values that set the tag themselves, without the image's name: a new chart would change nothing, or nobody can tell.</summary>
    /// <returns>Why this release must be left to a person; null when its chart has the tag.</returns>
    public static string? AgainstValues(ChartedRelease release)
    {
        var written = release.Stack.Images.Where(i => i.Resource == release.Site.Resource && i.Image is null && i.Status == SiteStatus.Unresolved).ToList();
        return written.Find(i => i.Tag is not null && (!release.BySay || i.Container is "image" or "global.image")) is { } tag
            ? $"{tag.File}:{tag.Line} sets the tag {tag.Tag} in the values of {release.Site.Resource}, so a new version of the chart does not bring another"
            : !release.BySay && written.Find(i => i.Tag is null) is { } unread
                ? $"{unread.File}:{unread.Line} {unread.LiteralText}: {unread.Reason}; the values of {release.Site.Resource} may set the tag themselves"
            : null;
    }

    private static IEnumerable<ChartedRelease> Releases(StackScan stack) => stack.Charts
        .Select(site => (Site: site, Name: ChartName.TryRead(site.Chart, site.Repository, out var name) ? name : null))
        .Where(r => r.Name is not null).Select(r => new ChartedRelease(stack, r.Site, r.Name!, BySay: false));

    private static bool NamesItsSource(ChartEntry entry, ImageReference image, Catalog catalog)
    {
        List<string> ours = catalog.SourceRepositoryFor(image) is { } said ? [$"{ForgeAddress.Read(said)}"]
            : [.. SourceCandidates.Of(image, ImageLabels.None, _ => null).Select(c => $"{c.Address}")];
        return entry.Sources.Append(entry.Home).Select(ForgeAddress.Read).OfType<ForgeAddress>()
            .Any(theirs => !ReleaseComponents.IsChart(theirs.Path.Split('/')[^1]) && ours.Contains($"{theirs}", StringComparer.OrdinalIgnoreCase));
    }

    /// <summary><c>docker.io/grafana/grafana</c> is grafana's, <c>ghcr.io/goauthentik/server</c> nobody's.</summary>
    private static string? Product(ImageReference image)
    {
        var last = image.Path.Split('/')[^1];
        return Generic.Contains(last) ? null : Letters(last) is { Length: > 1 } letters ? letters : null;
    }

    private static string Letters(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
}
