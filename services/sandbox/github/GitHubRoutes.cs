using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.GitHub;

/// <summary>What is served for a path below a repository; pure, so that it can be asked twice.</summary>
internal sealed record GitHubAnswer(int Status, byte[] Body, string ContentType, string? Link = null, string? Location = null)
{
    public static GitHubAnswer Json(JsonNode body, int status = StatusCodes.Status200OK, string? link = null, string? location = null) =>
        new(status, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json; charset=utf-8", link, location);

    public static GitHubAnswer NotFound { get; } = Json(GitHubJson.Message("Not Found"), StatusCodes.Status404NotFound);
}

/// <param name="ApiRoot"><c>http://127.0.0.1:PORT</c> or <c>http://127.0.0.1:PORT/api/v3</c>, without a slash at the end.</param>
/// <param name="MayPush">Drafts are told to whoever may push.</param>
/// <param name="PageSize">The most a page holds.</param>
internal sealed record GitHubRoutes(IQueryCollection Query, string Accept, string ApiRoot, bool MayPush, int PageSize)
{
    private const int DefaultPageSize = 30;

    /// <param name="path">The segments after the repository, decoded.</param>
    public GitHubAnswer Answer(HostedRepository repository, string[] path) => path switch
    {
        [] => GitHubAnswer.Json(GitHubJson.Repository(repository, ApiRoot)),
        ["releases"] => Page(repository, "releases", Releases(repository)),
        ["releases", "latest"] => One(repository, repository.Releases.ToList().FindLastIndex(r => !r.Draft && !r.Prerelease)),
        // A tag's own slashes are taken with and without escape.
        ["releases", "tags", .. var tag] => One(repository, repository.Releases.ToList().FindIndex(r => !r.Draft && r.Tag == string.Join('/', tag))),
        ["tags"] => Page(repository, "tags", repository.Tags.Select(t => GitHubJson.Tag(repository, t, ApiRoot))),
        ["security-advisories"] when repository.Advisories is { } advisories => Cursored(repository, advisories),
        ["contents", .. var file] => Contents(repository, string.Join('/', file).Trim('/')),
        _ => GitHubAnswer.NotFound,
    };

    private IEnumerable<JsonNode> Releases(HostedRepository repository) =>
        Enumerable.Range(0, repository.Releases.Count).Reverse()
            .Where(i => MayPush || !repository.Releases[i].Draft)
            .Select(i => GitHubJson.Release(repository, i, ApiRoot));

    private GitHubAnswer One(HostedRepository repository, int index) =>
        index < 0 ? GitHubAnswer.NotFound : GitHubAnswer.Json(GitHubJson.Release(repository, index, ApiRoot));

    private GitHubAnswer Page(HostedRepository repository, string list, IEnumerable<JsonNode> items)
    {
        var all = items.ToList();
        var size = Math.Min(Number("per_page") ?? DefaultPageSize, PageSize);
        var page = Number("page") ?? 1;
        var last = Math.Max(1, (all.Count + size - 1) / size);
        string Link(int number, string rel) => $"<{ApiRoot}/repositories/{repository.Id}/{list}?per_page={size}&page={number}>; rel=\"{rel}\"";
        List<string> links = [];
        if (page > 1)
        {
            links.AddRange([Link(page - 1, "prev"), Link(1, "first")]);
        }

        if (page < last)
        {
            links.AddRange([Link(page + 1, "next"), Link(last, "last")]);
        }

        var body = new JsonArray([.. page > last ? [] : all.Skip((page - 1) * size).Take(size)]);
        return GitHubAnswer.Json(body, link: links.Count == 0 ? null : string.Join(", ", links));
    }

    /// <summary>Pages that are found by the <c>Link</c> header alone: a cursor says nothing to whoever reads it.</summary>
    private GitHubAnswer Cursored(HostedRepository repository, IReadOnlyList<AdvisorySpec> advisories)
    {
        var all = advisories.Reverse().Where(a => Query["state"].ToString() is "" or "published").ToList();
        var size = Math.Min(Number("per_page") ?? DefaultPageSize, PageSize);
        var start = Query["after"].ToString() is { Length: > 0 } cursor && int.TryParse(Encoding.UTF8.GetString(Convert.FromBase64String(cursor)), out var offset) ? offset : 0;
        var next = start + size < all.Count ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{start + size}")) : null;
        return GitHubAnswer.Json(
            new JsonArray([.. all.Skip(start).Take(size).Select(a => a.ToJson(repository.FullName))]),
            link: next is null ? null : $"<{ApiRoot}/repositories/{repository.Id}/security-advisories?state=published&per_page={size}&after={Uri.EscapeDataString(next)}>; rel=\"next\"");
    }

    private int? Number(string name) => int.TryParse(Query[name], out var number) && number > 0 ? number : null;

    private GitHubAnswer Contents(HostedRepository repository, string path)
    {
        if (Query["ref"].ToString() is { Length: > 0 } wanted && wanted != HostedRepository.DefaultBranch && !repository.Tags.Contains(wanted))
        {
            return GitHubAnswer.Json(GitHubJson.Message($"No commit found for the ref {wanted}"), StatusCodes.Status404NotFound);
        }

        if (repository.Files.TryGetValue(path, out var content))
        {
            return Accept.Contains("raw", StringComparison.Ordinal)
                ? new GitHubAnswer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(content), "application/vnd.github.raw+json; charset=utf-8")
                : GitHubAnswer.Json(GitHubJson.File(path, content));
        }

        var prefix = path.Length == 0 ? "" : path + "/";
        var below = repository.Files.Keys.Where(f => f.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return below.Count == 0 ? GitHubAnswer.NotFound : GitHubAnswer.Json(GitHubJson.Directory(below, prefix));
    }
}
