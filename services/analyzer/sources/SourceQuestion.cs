using Upgrades.Analyzer.Forges;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Sources;

/// <summary>Whose source is looked for, and what the operator says about it.</summary>
internal sealed record SourceQuestion
{
    public required ImageReference Image { get; init; }

    public required Catalog Catalog { get; init; }

    /// <summary>Addresses of the repositories of charts that bring the image.</summary>
    public IReadOnlyList<string> ChartRepositories { get; init; } = [];

    /// <summary>Reads the image's labels; only asked when neither the operator nor an earlier search has said it.</summary>
    public required Func<CancellationToken, Task<ImageLabels>> Labels { get; init; }

    /// <summary>The operator's own words, the image's before those about charts.</summary>
    public IReadOnlyList<(string Written, string Why)> Written =>
    [
        .. Spellings.Select(i => Catalog.SourceRepositoryFor(i)).OfType<string>().Take(1).Select(w => (w, "github_repo_overrides")),
        .. ChartRepositories.Select(c => (Chart: c, Written: Catalog.ChartRepositoryFor(c))).Where(c => c.Written is not null)
            .Select(c => (c.Written!, $"helm_chart_repo_overrides for {c.Chart}")),
    ];

    /// <summary>linuxserver.io puts each of its images into three registries; an operator names one of them.</summary>
    private IEnumerable<ImageReference> Spellings => Image.Path.StartsWith("linuxserver/", StringComparison.Ordinal) && Image.Domain is "lscr.io" or "docker.io" or "ghcr.io"
        ? [Image, .. ((string[])["lscr.io", "docker.io", "ghcr.io"]).Select(d => ImageReference.Parse($"{d}/{Image.Path}"))]
        : [Image];
}

/// <summary>Where an image's source is, or why that is not known.</summary>
/// <param name="Why">With a repository: what says so, under which name it was found, and whether it is archived or a fork.</param>
internal sealed record SourceFinding(ForgeRepository? Repository, string Why)
{
    /// <summary>For the plan; null when no repository was found.</summary>
    public NotesSource? For(string subject) => Repository is null ? null : new NotesSource { Repository = Repository.Name, Of = subject, Why = Why, Url = Repository.Url };
}
