using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Sandbox.Forges;

/// <summary>What the stand-ins of Forgejo and GitLab have in common: repositories, a token, and awkward answers.</summary>
public abstract class ForgeStandIn
{
    private readonly ConcurrentDictionary<string, int> _idOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<int, HostedProject> _projects = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<string> _tokens = [];
    private readonly AnswerQueue _answers = new();
    private int _lastId = 40;

    private protected ForgeStandIn()
    {
    }

    /// <summary>When set, another one is a bad one; whoever shows none sees what is public, which is everything here.</summary>
    public string? Token { get; set; }

    /// <summary>The most items a page holds, whatever is asked for.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>How the forge calls itself in links; null: as it was called. Behind a proxy these differ.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>"GET /api/v1/repos/o/r", oldest first, as they came over the wire.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>What was shown with each request that showed something.</summary>
    public IReadOnlyList<string> TokensSeen => [.. _tokens];

    /// <param name="releases">Published one day apart; the first is the oldest.</param>
    /// <param name="files">The same at every tag and on the default branch.</param>
    public void AddRepository(string path, IEnumerable<ReleaseSpec> releases, IReadOnlyDictionary<string, string>? files = null, bool archived = false, string? forkOf = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        _projects[id] = new HostedProject { Id = id, Path = path, Releases = [.. releases], Files = files ?? new Dictionary<string, string>(), Archived = archived, ForkOf = forkOf };
        _idOf[path] = id;
    }

    /// <summary>The old name answers with a redirect from now on.</summary>
    public void Rename(string from, string to)
    {
        var id = _idOf[from];
        _projects[id] = _projects[id] with { Path = to };
        _idOf[to] = id;
    }

    /// <summary>Neither its name nor its old ones lead to it any more.</summary>
    public void Remove(string path) => _projects.TryRemove(_idOf[path], out _);

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    public void Map(WebApplication app) => app.Run(AnswerAsync);

    private protected HostedProject? Find(string path) => _idOf.TryGetValue(path, out var id) ? Find(id) : null;

    private protected HostedProject? Find(int id) => _projects.GetValueOrDefault(id);

    /// <summary>What was shown as a token; null when nothing was.</summary>
    private protected abstract string? Shown(HttpRequest request);

    private protected abstract IResult BadToken();

    /// <param name="path">The segments as they came, not yet unescaped.</param>
    private protected abstract IResult Answer(HttpRequest request, string[] path, string root);

    private protected static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;

    private async Task AnswerAsync(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _requests.Enqueue($"{context.Request.Method} {raw}");
        var shown = Shown(context.Request);
        if (shown is not null)
        {
            _tokens.Enqueue(shown);
        }

        var root = PublicAddress?.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}";
        var answer = _answers.TryTake(out var set) ? set
            : shown is not null && Token is not null && shown != Token ? BadToken()
            : Answer(context.Request, raw.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries), root);
        await answer.ExecuteAsync(context);
    }
}
