using System.Text.Json;
using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Security;

/// <summary>The advisories that a repository has published (<c>reference/github.md</c>, "Security advisories").</summary>
internal sealed class ReadAdvisories(GitHubConnection connection)
{
    private const string Json = "application/vnd.github+json";
    private const int MostPages = 5;

    /// <summary>
    /// Newest first, at most 500. None where the repository has switched them off (404), and none where our token may not see them (403):
    /// neither may keep an upgrade back.
    /// </summary>
    /// <exception cref="RateLimitedException">The budget is used up.</exception>
    /// <exception cref="OutsideUnavailableException">GitHub is not well: the notes come from the same host, so the plan is late for both.</exception>
    public async Task<IReadOnlyList<PublishedAdvisory>> OfAsync(string fullName, CancellationToken cancellationToken)
    {
        List<PublishedAdvisory> read = [];
        try
        {
            var answer = await connection.GetAsync($"repos/{fullName}/security-advisories?state=published&sort=published&direction=desc&per_page=100", Json, cancellationToken);
            for (var page = 1; answer is not null; page++)
            {
                read.AddRange(Read(answer.Body));
                answer = answer.Next is { } next && page < MostPages ? await connection.GetAsync(next, Json, cancellationToken) : null;
            }
        }
        catch (NotReadableException)
        {
            // What could be read before is not less true.
        }

        return read;
    }

    private static IReadOnlyList<PublishedAdvisory> Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(PublishedAdvisory.Read).OfType<PublishedAdvisory>()]
                : throw new OutsideUnavailableException("GitHub answered with something else than advisories");
        }
        catch (JsonException e)
        {
            throw new OutsideUnavailableException($"GitHub answered with something else than advisories: {e.Message}");
        }
    }
}
