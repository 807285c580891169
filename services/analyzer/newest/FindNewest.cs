using System.Collections.Concurrent;
using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Newest;

/// <summary>
/// The newest comparable version of everything that a repository pins. Each image and each chart is asked about once, side by side; who does not
/// answer spoils nothing for the others.
/// </summary>
public sealed class FindNewest
{
    private readonly RegistryClient _registry;
    private readonly ChartRepositories _charts;
    private readonly AnalyzerOptions _options;

    internal FindNewest(RegistryClient registry, ChartRepositories charts, AnalyzerOptions options) => (_registry, _charts, _options) = (registry, charts, options);

    /// <param name="stack">Only what this one pins; null: all.</param>
    /// <param name="progress">Told after each answer: how many are there, and of how many.</param>
    public async Task<NewestReport> FindAsync(RepositoryHead head, string? stack, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var pinned = PinnedVersion.In(head, _options).Where(p => stack is null || p.Stack == stack).ToList();
        var subjects = pinned.GroupBy(p => p.Subject, StringComparer.Ordinal).ToList();
        var (outdated, unanswered, answered) = (new ConcurrentBag<OutdatedVersion>(), new ConcurrentBag<Unanswered>(), 0);
        var sideBySide = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(subjects, sideBySide, async (versions, ct) =>
        {
            try
            {
                foreach (var version in await CompareAsync([.. versions], head.Catalog, ct))
                {
                    outdated.Add(version);
                }
            }
            catch (Exception e) when (e is OutsideUnavailableException or RateLimitedException)
            {
                unanswered.Add(new Unanswered(SourceOf(versions.First()), versions.Key, e.Message));
            }

            progress(Interlocked.Increment(ref answered), subjects.Count);
        });
        return new NewestReport(
            pinned.Count,
            subjects.Count,
            [.. outdated.OrderBy(o => o.Pinned.Stack, StringComparer.Ordinal).ThenBy(o => o.Pinned.Subject, StringComparer.Ordinal).ThenBy(o => o.Pinned.Current, StringComparer.Ordinal)],
            [.. unanswered.OrderBy(u => u.Source, StringComparer.Ordinal).ThenBy(u => u.Subject, StringComparer.Ordinal)]);
    }

    /// <returns>When the image was built, as its config says; null where it does not say so (reproducible builds say 1970), or nobody answers.</returns>
    public async Task<DateTimeOffset?> BuiltAsync(ImageReference image, string tag, CancellationToken cancellationToken)
    {
        try
        {
            return await _registry.CreatedAsync(image, tag, cancellationToken);
        }
        catch (Exception e) when (e is OutsideUnavailableException or RateLimitedException)
        {
            return null;
        }
    }

    /// <param name="versions">That stacks hold of one image or chart.</param>
    private Task<IReadOnlyList<OutdatedVersion>> CompareAsync(IReadOnlyList<PinnedVersion> versions, Catalog catalog, CancellationToken cancellationToken) =>
        versions[0] is { Image: { } image } ? ImageAsync(image, versions, cancellationToken) : ChartAsync(versions[0].Chart!, versions, catalog, cancellationToken);

    private async Task<IReadOnlyList<OutdatedVersion>> ImageAsync(ImageReference image, IReadOnlyList<PinnedVersion> versions, CancellationToken cancellationToken)
    {
        var tags = await TagsAsync(image, cancellationToken);
        return
        [
            .. versions.Select(v => (Pinned: v, Newest: NewestVersion.Of(v.Current, tags))).Where(v => v.Newest is not null)
                .Select(v => new OutdatedVersion(v.Pinned, v.Newest!, NewestVersion.Distance(v.Pinned.Current, v.Newest!), image.WithTag(v.Newest), null)),
        ];
    }

    private async Task<IReadOnlyList<OutdatedVersion>> ChartAsync(ChartName chart, IReadOnlyList<PinnedVersion> versions, Catalog catalog, CancellationToken cancellationToken)
    {
        var listing = await _charts.FindAsync(chart, cancellationToken) switch
        {
            ChartLookup.Found found => found.Listing,
            ChartLookup.Missing missing => throw new OutsideUnavailableException(missing.Detail),
            var other => throw new InvalidOperationException($"No case for {other}."),
        };
        List<OutdatedVersion> outdated = [];
        foreach (var pinned in versions)
        {
            // Written with or without a v, whichever the repository has.
            var current = listing.Spelled(pinned.Current) ?? pinned.Current;
            if (NewestVersion.Of(current, listing.Versions) is { } newest)
            {
                var brings = (await listing.ReadAsync(newest, cancellationToken))?.AppVersion;
                outdated.Add(new OutdatedVersion(
                    pinned, newest, NewestVersion.Distance(current, newest), await BroughtAsync(chart, brings, pinned.Stack, catalog, cancellationToken), brings));
            }
        }

        return outdated;
    }

    /// <summary>The image that the catalog says the chart brings, with the tag that is the chart's application version: by reporting it the chart moves.</summary>
    private async Task<ImageReference?> BroughtAsync(ChartName chart, string? appVersion, string stack, Catalog catalog, CancellationToken cancellationToken)
    {
        var name = catalog.ServiceFor(stack).Charts.Where(c => c.Value == chart.Chart).Select(c => c.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        if (appVersion is null || !ImageReference.TryParse(name, out var image, out _) || ForbiddenImage.Reason(image, appVersion, _options) is not null || catalog.SkippedBy(image) is not null)
        {
            return null;
        }

        var tags = await TagsAsync(image, cancellationToken);
        return (tags.FirstOrDefault(t => t == appVersion) ?? tags.FirstOrDefault(t => ChartListing.WithoutV(t) == ChartListing.WithoutV(appVersion))) is { } tag ? image.WithTag(tag) : null;
    }

    private async Task<IReadOnlyList<string>> TagsAsync(ImageReference image, CancellationToken cancellationToken) =>
        await _registry.TagsAsync(image, cancellationToken) is { Count: > 0 } tags ? tags
            : throw new OutsideUnavailableException($"{image.Domain} has no tags of {image.Path}, or does not show them to us: UPGRADES__REGISTRY__HOSTS takes a name and password");

    private static string SourceOf(PinnedVersion version) => version.Image?.Domain ?? version.Chart!.Repository;
}
