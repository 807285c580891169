using System.Runtime.CompilerServices;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.GitHub;

/// <summary>A repository by its present name: whoever asked by an old one was led here.</summary>
internal sealed record GitHubRepository(string FullName, string HtmlUrl)
{
    public bool Archived { get; init; }

    public bool Fork { get; init; }

    /// <summary>Of a fork: what it was made from.</summary>
    public GitHubRepository? Parent { get; init; }
}

internal sealed record GitHubRelease(string TagName, string? Body, string HtmlUrl, bool Draft, bool Prerelease);

/// <summary>
/// What we ask GitHub for. Exceptions are those of <see cref="GitHubConnection.GetAsync(Uri, string, CancellationToken)"/>; of what
/// belongs to a repository that was found, <see cref="NotReadableException"/> too.
/// </summary>
internal sealed partial class GitHubClient(GitHubConnection connection)
{
    private const int MostPages = 1000;
    private const string Json = "application/vnd.github+json";

    /// <param name="name"><c>owner/repository</c>.</param>
    /// <returns>Null when there is none that we may see.</returns>
    public async Task<GitHubRepository?> FindRepositoryAsync(string name, CancellationToken cancellationToken) =>
        await connection.GetAsync($"repos/{name}", Json, cancellationToken) is not { } answer ? null
        : Read<GitHubRepository>(answer.Body) is { FullName: not null } found ? found
        : throw new OutsideUnavailableException("GitHub answered with something else than was asked for: a repository without a name");

    /// <summary>Releases as GitHub lists them, which is no version order. Pages over 10 MB are read in smaller ones.</summary>
    /// <param name="mostPages">Of 100.</param>
    public async IAsyncEnumerable<IReadOnlyList<GitHubRelease>> ReleasePagesAsync(
        string fullName, int mostPages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new ListPage(connection.Address($"repos/{fullName}/releases?per_page={ListPage.Largest}"));
        for (var left = mostPages; page is not null && left > 0; left--)
        {
            GitHubAnswer? answer;
            try
            {
                answer = await connection.ReadAsync(page.Address, Json, cancellationToken);
            }
            catch (AnswerTooLongException e)
            {
                page = page.Shrink() ?? throw new NotReadableException($"the releases of {fullName} cannot be read: {e.Message}, however few are asked for");
                left = Math.Min(left, MostPages) * 3;
                continue;
            }

            if (answer is null)
            {
                yield break;
            }

            yield return [.. Read<List<GitHubRelease>>(answer.Body).Skip(page.Skip).Where(r => r?.TagName is not null)];
            page = answer.Next is { } next ? new ListPage(next) : null;
        }
    }

    private static T Read<T>(byte[] body) => OutsideJson.Read<T>("GitHub", body);
}
