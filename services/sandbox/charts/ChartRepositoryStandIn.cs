using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Charts;

/// <summary>
/// Chart repositories as <c>reference/helm-repos.md</c> §1 has them: a web server with an <c>index.yaml</c>. It stands for every host: a repository is
/// known by its path alone, <c>/helm-charts</c> or <c>/</c>.
/// </summary>
public sealed class ChartRepositoryStandIn
{
    private static readonly DateTimeOffset FirstDay = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentDictionary<string, Served> _repositories = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly AnswerQueue _answers = new();
    private int _notModified;

    /// <summary><c>user:password</c>; null: everybody may read.</summary>
    public string? Credentials { get; set; }

    /// <summary>False: the server has no ETag to give, as simple ones have none.</summary>
    public bool HasETags { get; set; } = true;

    /// <summary>From now on an index begins and does not end.</summary>
    public bool Stalls { get; set; }

    /// <summary>"GET /helm-charts/index.yaml", oldest first, with " (gzip)", " (Basic)" and " (If-None-Match)" or " (If-Modified-Since)" where they came.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>How often "unchanged" was the answer.</summary>
    public int NotModified => _notModified;

    /// <summary>The chart beside those that the repository has; in the place of one of its name.</summary>
    /// <param name="path">Of the repository: "/helm-charts", "/".</param>
    public void AddChart(string path, string name, params IReadOnlyList<ChartSpec> versions)
    {
        var before = _repositories.GetValueOrDefault(path);
        var charts = new Dictionary<string, IReadOnlyList<ChartSpec>>(before?.Charts ?? new Dictionary<string, IReadOnlyList<ChartSpec>>(), StringComparer.Ordinal) { [name] = versions };
        _repositories[path] = new Served(charts, Encoding.UTF8.GetBytes(IndexText.Of(charts)), FirstDay.AddDays(before is null ? 0 : before.Charts.Count));
    }

    /// <summary>Whatever stands there in the place of an index.</summary>
    public void SetIndex(string path, string text) => _repositories[path] = new Served(new Dictionary<string, IReadOnlyList<ChartSpec>>(), Encoding.UTF8.GetBytes(text), FirstDay);

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    public void Map(WebApplication app) => app.Run(async context =>
    {
        var request = context.Request;
        var marks = new[]
        {
            request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal) ? " (gzip)" : "",
            request.Headers.Authorization.Count > 0 ? " (Basic)" : "",
            request.Headers.IfNoneMatch.Count > 0 ? " (If-None-Match)" : "",
            request.Headers.IfModifiedSince.Count > 0 ? " (If-Modified-Since)" : "",
        };
        _requests.Enqueue($"{request.Method} {request.Path}{string.Concat(marks)}");
        if (_answers.TryTake(out var set))
        {
            await set.ExecuteAsync(context);
            return;
        }

        await AnswerAsync(context);
    });

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value ?? "";
        if (Credentials is not null && request.Headers.Authorization.ToString() != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials))}")
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            response.Headers.WWWAuthenticate = "Basic realm=\"charts\"";
            return;
        }

        if (!path.EndsWith("/index.yaml", StringComparison.Ordinal) || !_repositories.TryGetValue(path[..^"/index.yaml".Length] is { Length: > 0 } folder ? folder : "/", out var served))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            response.ContentType = "text/html; charset=utf-8";
            await response.WriteAsync("<html><title>404</title></html>");
            return;
        }

        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(served.Index))[..16]}\"";
        response.Headers.ETag = HasETags ? tag : null;
        response.Headers.LastModified = served.Changed.ToString("R", CultureInfo.InvariantCulture);
        if (HasETags && request.Headers.IfNoneMatch.Count > 0 ? request.Headers.IfNoneMatch.ToString() == tag
            : request.Headers.IfModifiedSince.ToString() == response.Headers.LastModified.ToString())
        {
            Interlocked.Increment(ref _notModified);
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await SendAsync(context, served.Index);
    }

    private async Task SendAsync(HttpContext context, byte[] index)
    {
        var response = context.Response;
        response.ContentType = "text/yaml";
        if (Stalls)
        {
            await response.Body.WriteAsync(index.AsMemory(0, Math.Min(index.Length, 20)), context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            await response.Body.WriteAsync(index, context.RequestAborted);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        await using var zipped = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await zipped.WriteAsync(index, context.RequestAborted);
    }

    private sealed record Served(IReadOnlyDictionary<string, IReadOnlyList<ChartSpec>> Charts, byte[] Index, DateTimeOffset Changed);
}
