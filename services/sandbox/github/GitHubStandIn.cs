using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Upgrades.Sandbox.GitHub;

/// <summary>
/// GitHub's REST API as <c>reference/github.md</c> has it, under <c>/</c> as on api.github.com and under <c>/api/v3</c> as on an Enterprise Server.
/// </summary>
/// <param name="time">The clock of the rate limit; the system's when null.</param>
public sealed class GitHubStandIn(TimeProvider? time = null)
{
    private const string EnterprisePrefix = "/api/v3";
    private const int AnonymousLimit = 60;

    private readonly ConcurrentDictionary<string, int> _idOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<int, HostedRepository> _repositories = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly AnswerQueue _answers = new();
    private readonly RateBudget _budget = new(time ?? TimeProvider.System);
    private int _notModified;
    private int _lastId = 1000;

    /// <summary>Requests an hour.</summary>
    public int Limit { get; set; } = 5000;

    public int Used
    {
        get => _budget.Used;
        set => _budget.Used = value;
    }

    /// <summary>When set, another one is a bad one, and who shows none has the limit of a stranger and sees no drafts.</summary>
    public string? Token { get; set; }

    /// <summary>When the token ends, as told with every answer to who shows it; null: it does not, and nothing is told.</summary>
    public DateTimeOffset? TokenEnds { get; set; }

    /// <summary>The most items a page holds, whatever is asked for.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>When set, nobody sees advisories: as from a token without the right, or an instance that has none.</summary>
    public int? AdvisoriesAnswer { get; set; }

    /// <summary>"GET /repos/o/r/releases?per_page=100", oldest first, without <c>/api/v3</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>How often "unchanged" was the answer.</summary>
    public int NotModified => _notModified;

    /// <param name="releases">Published one day apart; the first is the oldest.</param>
    /// <param name="files">The same at every tag and on the default branch.</param>
    /// <param name="bareTags">Tags without a release.</param>
    public void AddRepository(
        string fullName, IEnumerable<ReleaseSpec> releases, IReadOnlyDictionary<string, string>? files = null, IEnumerable<string>? bareTags = null)
    {
        var repository = new HostedRepository
        {
            Id = Interlocked.Increment(ref _lastId),
            FullName = fullName,
            Releases = [.. releases],
            BareTags = [.. bareTags ?? []],
            Files = files ?? new Dictionary<string, string>(),
        };
        _repositories[repository.Id] = repository;
        _idOf[fullName] = repository.Id;
    }

    /// <summary>Switches advisories on; before that the answer is 404.</summary>
    /// <param name="advisories">The first is the oldest.</param>
    public void AddAdvisories(string fullName, params IReadOnlyList<AdvisorySpec> advisories)
    {
        var id = _idOf[fullName];
        _repositories[id] = _repositories[id] with { Advisories = advisories };
    }

    /// <summary>The old name answers with a redirect from now on.</summary>
    public void Rename(string from, string to)
    {
        var id = _idOf[from];
        _repositories[id] = _repositories[id] with { FullName = to };
        _idOf[to] = id;
    }

    /// <summary>The next request gets this answer instead; calls add up. Such a request costs nothing.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    /// <summary>The next request is answered as badly as this; calls add up, in one row with <see cref="AnswerNext"/>.</summary>
    public void FailNext(AnswerFault fault) => _answers.Add(fault);

    public void Map(WebApplication app) => app.Run(AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var (prefix, target) = Target(context);
        _requests.Enqueue($"{context.Request.Method} {target}");
        if (_answers.TryTake(out var set))
        {
            await set.ExecuteAsync(context);
            return;
        }

        if (context.Request.Headers.UserAgent.Count == 0)
        {
            const string Words = "\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header\r\n";
            await new SetAnswer(StatusCodes.Status403Forbidden, Words, Headers: null).ExecuteAsync(context);
            return;
        }

        var shown = context.Request.Headers.Authorization.ToString();
        var known = shown.Length > 0 && (Token is null || shown == $"Bearer {Token}" || shown == $"token {Token}");
        var limit = known || Token is null ? Limit : Math.Min(Limit, AnonymousLimit);
        await SendAsync(context, limit, known, shown.Length > 0 && !known
            ? GitHubAnswer.Json(GitHubJson.Message("Bad credentials"), StatusCodes.Status401Unauthorized)
            : Decide(context.Request, prefix, target, limit, mayPush: known || Token is null));
    }

    private GitHubAnswer Decide(HttpRequest request, string prefix, string target, int limit, bool mayPush)
    {
        var path = target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (path is ["rate_limit"])
        {
            var resources = new JsonObject { ["core"] = _budget.Describe(limit) };
            return GitHubAnswer.Json(new JsonObject { ["resources"] = resources, ["rate"] = _budget.Describe(limit) });
        }

        if (Used >= limit)
        {
            return GitHubAnswer.Json(GitHubJson.Message("API rate limit exceeded for user ID 1."), StatusCodes.Status403Forbidden);
        }

        var root = $"{request.Scheme}://{request.Host}{prefix}";
        var routes = new GitHubRoutes(request.Query, request.Headers.Accept.ToString(), root, mayPush, Math.Clamp(PageSize, 1, 100));
        return path switch
        {
            [.., "security-advisories"] when AdvisoriesAnswer is { } status => GitHubAnswer.Json(GitHubJson.Message("Resource not accessible by personal access token"), status),
            _ when !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) => GitHubAnswer.NotFound,
            ["repos", var owner, var name, .. var rest] when _idOf.TryGetValue($"{owner}/{name}", out var id) =>
                _repositories[id].FullName.Equals($"{owner}/{name}", StringComparison.OrdinalIgnoreCase)
                    ? routes.Answer(_repositories[id], rest)
                    : Moved($"{root}/repositories/{id}{string.Concat(rest.Select(s => "/" + Uri.EscapeDataString(s)))}{request.QueryString}"),
            ["repositories", var number, .. var rest]
                when int.TryParse(number, CultureInfo.InvariantCulture, out var id) && _repositories.TryGetValue(id, out var found) =>
                routes.Answer(found, rest),
            _ => GitHubAnswer.NotFound,
        };
    }

    private static GitHubAnswer Moved(string to)
    {
        var body = GitHubJson.Message("Moved Permanently");
        body["url"] = to;
        return GitHubAnswer.Json(body, StatusCodes.Status301MovedPermanently, location: to);
    }

    private async Task SendAsync(HttpContext context, int limit, bool known, GitHubAnswer answer)
    {
        var (request, response) = (context.Request, context.Response);
        // Another token or another Accept is another ETag.
        var seed = Encoding.UTF8.GetBytes($"{request.Headers.Authorization}\n{request.Headers.Accept}\n");
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData([.. seed, .. answer.Body]))}\"";
        var unchanged = answer.Status == StatusCodes.Status200OK && request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal);
        var free = answer.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
            || (unchanged && known)
            || request.Path.Value!.EndsWith("/rate_limit", StringComparison.Ordinal);
        if (!free)
        {
            _budget.Count();
        }

        _budget.Describe(response.Headers, limit);
        if (known && TokenEnds is { } end)
        {
            response.Headers["github-authentication-token-expiration"] = end.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        }

        response.StatusCode = unchanged ? StatusCodes.Status304NotModified : answer.Status;
        response.Headers.Location = answer.Location;
        response.Headers.Link = answer.Link;
        response.Headers.ETag = answer.Status == StatusCodes.Status200OK ? tag : null;
        if (unchanged)
        {
            Interlocked.Increment(ref _notModified);
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    /// <summary>As it came over the wire: an escaped slash in a tag is not a separator.</summary>
    private static (string Prefix, string Target) Target(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return raw.StartsWith(EnterprisePrefix + "/", StringComparison.Ordinal) ? (EnterprisePrefix, raw[EnterprisePrefix.Length..]) : ("", raw);
    }
}
