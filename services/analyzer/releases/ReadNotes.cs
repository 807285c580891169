using Upgrades.Analyzer.GitHub;

namespace Upgrades.Analyzer.Releases;

/// <summary>Releases on GitHub, else the repository's changelog file, else nothing: what could not be read is said and never made up.</summary>
internal sealed class ReadNotes(GitHubClient github)
{
    private const int MostPages = 30;

    public async Task<ReleaseNotes> ReadAsync(GitHubRepository repository, ReleaseRange range, CancellationToken cancellationToken)
    {
        List<GitHubRelease> releases = [];
        await foreach (var page in github.ReleasePagesAsync(repository.FullName, MostPages, cancellationToken))
        {
            var last = ReleaseSelection.IsLastPage(range, releases, page);
            releases.AddRange(page);
            if (last)
            {
                break;
            }
        }

        var released = ReleaseSelection.Select(range, releases);
        if (released.Known)
        {
            return released;
        }

        var written = await ReadFileAsync(repository, range, cancellationToken);
        return written.Known || (released.Notes.Count == 0 && written.Notes.Count > 0) ? written
            : released with { Missing = $"{repository.FullName}: {released.Missing}; {written.Missing}" };
    }

    private async Task<ReleaseNotes> ReadFileAsync(GitHubRepository repository, ReleaseRange range, CancellationToken cancellationToken)
    {
        if (ChangelogFile.Pick(await github.RootFilesAsync(repository.FullName, cancellationToken)) is not { } file
            || await github.ReadFileAsync(repository.FullName, file, cancellationToken) is not { } text)
        {
            return ReleaseNotes.None("it has no changelog file");
        }

        var notes = ChangelogFile.Select(range, text, repository.HtmlUrl is null ? null : $"{repository.HtmlUrl}/blob/HEAD/{Uri.EscapeDataString(file)}");
        return notes with { Missing = notes.Missing is null ? null : $"{file}: {notes.Missing}" };
    }
}
