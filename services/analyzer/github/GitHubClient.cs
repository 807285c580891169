using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
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

/// <summary>The four things we ask GitHub for. Exceptions are those of <see cref="GitHubConnection.GetAsync(Uri, string, CancellationToken)"/>.</summary>
internal sealed partial class GitHubClient(GitHubConnection connection)
{
    private const string Json = "application/vnd.github+json";
    private const string Raw = "application/vnd.github.raw+json";
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="name"><c>owner/repository</c>.</param>
    /// <returns>Null when there is none that we may see.</returns>
    public async Task<GitHubRepository?> FindRepositoryAsync(string name, CancellationToken cancellationToken) =>
        await connection.GetAsync($"repos/{name}", Json, cancellationToken) is { } answer ? Read<GitHubRepository>(answer.Body) : null;

    /// <summary>Releases as GitHub lists them, which is no version order.</summary>
    public async IAsyncEnumerable<IReadOnlyList<GitHubRelease>> ReleasePagesAsync(
        string fullName, int mostPages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = await connection.GetAsync($"repos/{fullName}/releases?per_page=100", Json, cancellationToken);
        for (var page = 1; answer is not null; page++)
        {
            yield return Read<List<GitHubRelease>>(answer.Body);
            answer = answer.Next is { } next && page < mostPages ? await connection.GetAsync(next, Json, cancellationToken) : null;
        }
    }

    /// <summary>Names of the files in the root folder of the default branch.</summary>
    public async Task<IReadOnlyList<string>> RootFilesAsync(string fullName, CancellationToken cancellationToken) =>
        await connection.GetAsync($"repos/{fullName}/contents/", Json, cancellationToken) is { } answer
            ? [.. Read<List<Entry>>(answer.Body).Where(e => e.Type == "file").Select(e => e.Name)]
            : [];

    public async Task<string?> ReadFileAsync(string fullName, string path, CancellationToken cancellationToken) =>
        await connection.GetAsync($"repos/{fullName}/contents/{Uri.EscapeDataString(path)}", Raw, cancellationToken) is { } answer
            ? Encoding.UTF8.GetString(answer.Body)
            : null;

    private static T Read<T>(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Names) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new OutsideUnavailableException($"GitHub answered with something else than was asked for: {e.Message}");
        }
    }

    private sealed record Entry(string Type, string Name);
}
