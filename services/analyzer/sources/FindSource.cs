using Upgrades.Analyzer.GitHub;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Sources;

/// <summary>Where an image's source is, or why that is not known.</summary>
internal sealed record SourceFinding(GitHubRepository? Repository, string Why);

/// <summary>Asks GitHub for each candidate in turn; the first that is there is the source, under the name it has now.</summary>
internal sealed class FindSource(GitHubClient github)
{
    /// <param name="label">Reads the image's source label; only asked when the operator has not said it.</param>
    public async Task<SourceFinding> FindAsync(
        ImageReference image, Catalog catalog, Func<CancellationToken, Task<string?>> label, CancellationToken cancellationToken)
    {
        var (own, elsewhere) = SourceCandidates.Overridden(catalog.SourceRepositoryFor(image));
        if (elsewhere is not null)
        {
            return new SourceFinding(null, elsewhere);
        }

        List<string> tried = [];
        if (own is not null && await TryAsync(own, tried, cancellationToken) is { } overridden)
        {
            return overridden;
        }

        foreach (var candidate in SourceCandidates.Of(image, await label(cancellationToken)))
        {
            if (await TryAsync(candidate, tried, cancellationToken) is { } found)
            {
                return found;
            }
        }

        return new SourceFinding(null, tried.Count == 0 ? $"nothing says where the source of {image.Name} is" : $"there is no {string.Join(", no ", tried)} on GitHub");
    }

    private async Task<SourceFinding?> TryAsync(SourceCandidate candidate, List<string> tried, CancellationToken cancellationToken)
    {
        if (await github.FindRepositoryAsync(candidate.Repository, cancellationToken) is { } repository)
        {
            return new SourceFinding(repository, candidate.Why);
        }

        tried.Add($"{candidate.Repository} ({candidate.Why})");
        return null;
    }
}
