using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository;

namespace Upgrades.Analyzer.Probes;

/// <summary>What the infrastructure repository uses outside, so that probes try that and nothing else. While it cannot be read, it is as it was.</summary>
internal sealed class UsedPlaces(HeadReader heads, AnalyzerOptions options)
{
    private volatile RepositoryHead? _last;

    /// <returns>Null: it has never been read.</returns>
    public async Task<RepositoryHead?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _last = await heads.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is RepositoryUnavailableException or CatalogUnreadableException)
        {
            // That is told by the probe of the repository.
            return _last;
        }
    }

    /// <summary>Images with the tag they have, as far as they may be upgraded, and charts in OCI registries; none twice.</summary>
    public IReadOnlyList<ImageReference> Artifacts(RepositoryHead head) =>
    [
        .. head.Scan.Stacks.SelectMany(s => s.Images).Where(i => i.Image is not null && i.Tag is not null).Select(i => i.Image!.WithTag(i.Tag))
            .Where(i => ForbiddenImage.Reason(i, i.Tag!, options) is null && !head.Catalog.IsSkipped(i)).Distinct(),
        .. Charts(head).Where(c => c.Name.Repository.StartsWith(OciCharts.Scheme, StringComparison.Ordinal))
            .Select(c => ImageReference.TryParse($"{c.Name.Repository[OciCharts.Scheme.Length..]}/{c.Name.Chart}:{c.Version?.Replace('+', '_')}", out var artifact, out _) ? artifact : null)
            .OfType<ImageReference>().Distinct(),
    ];

    /// <summary>Repositories of charts over HTTP, one of each host.</summary>
    public static IReadOnlyList<Uri> ChartRepositories(RepositoryHead head) =>
        [.. Charts(head).Select(c => Uri.TryCreate(c.Name.Repository, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null).OfType<Uri>().DistinctBy(u => u.Authority)];

    /// <summary>Where sources are, as the catalog says and, for GitHub's own registry, as the image's name does; none twice.</summary>
    public IReadOnlyList<ForgeAddress> Sources(RepositoryHead head)
    {
        var images = Artifacts(head);
        return
        [
            .. images.Select(i => ForgeAddress.Read(head.Catalog.SourceRepositoryFor(i)))
                .Concat(images.Where(i => i.Domain == "ghcr.io").Select(i => i.Path.Split('/') is [var owner, var name, ..] ? new ForgeAddress(ForgeAddress.GitHub, $"{owner}/{name}") : null))
                .OfType<ForgeAddress>().Distinct(),
        ];
    }

    private static IEnumerable<(ChartName Name, string? Version)> Charts(RepositoryHead head)
    {
        foreach (var chart in head.Scan.Stacks.SelectMany(s => s.Charts))
        {
            if (ChartName.TryRead(chart.Chart, chart.Repository, out var name))
            {
                yield return (name, chart.Version);
            }
        }
    }
}
