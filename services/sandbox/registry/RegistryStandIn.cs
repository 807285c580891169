using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Registry;

/// <summary>An OCI registry as <c>reference/registry.md</c> has it. It stands for every registry: paths are without a domain.</summary>
public sealed partial class RegistryStandIn
{
    private static readonly string[] UsualPlatforms = ["linux/amd64", "linux/arm64"];

    private readonly ConcurrentDictionary<string, StoredImage> _images = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly AnswerQueue _answers = new();
    private readonly TokenDesk _tokens = new();

    /// <summary>Bearer tokens from the realm <c>/token</c> on this server, each good for the scope it was asked for.</summary>
    public bool NeedsToken { get; set; } = true;

    /// <summary><c>user:password</c>. With <see cref="NeedsToken"/> the realm asks for them, without it every request does (Basic).</summary>
    public string? Credentials { get; set; }

    /// <summary>The most tags a page holds, whatever is asked for; the next page is a relative <c>Link</c>.</summary>
    public int TagPageSize { get; set; } = 100;

    /// <summary>"GET /v2/library/nginx/tags/list?n=100", oldest first; the token's and the storage's too.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <param name="path">"library/nginx", "immich-app/immich-server": without a domain.</param>
    /// <param name="tags">Oldest first: the order in which they are listed.</param>
    /// <param name="labels">Of the image's config; null is served as null.</param>
    /// <param name="platforms">linux/amd64 and linux/arm64 when null; empty: one Docker manifest for linux/amd64 and no index.</param>
    public void AddImage(
        string path, IEnumerable<string> tags, IReadOnlyDictionary<string, string>? labels = null, IReadOnlyList<string>? platforms = null)
    {
        var image = new StoredImage(path, labels, platforms ?? UsualPlatforms);
        foreach (var tag in tags)
        {
            image.Push(tag);
        }

        _images[path] = image;
    }

    public void AddTag(string path, string tag) => _images[path].Push(tag);

    public void RemoveTag(string path, string tag) => _images[path].Remove(tag);

    /// <summary>What the tag names: the digest of the index, <c>sha256:…</c>.</summary>
    public string DigestOf(string path, string tag) => _images[path].Manifest(tag)!.Digest;

    /// <summary>Every token given so far is void.</summary>
    public void ForgetTokens() => _tokens.Forget();

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    /// <summary>The next request is answered as badly as this; calls add up, in one row with <see cref="AnswerNext"/>.</summary>
    public void FailNext(AnswerFault fault) => _answers.Add(fault);

    public void Map(WebApplication app) => app.Run(context =>
    {
        _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        return (_answers.TryTake(out var set) ? set : Answer(context)).ExecuteAsync(context);
    });

    private IResult Answer(HttpContext context)
    {
        var (request, path) = (context.Request, context.Request.Path.Value ?? "");
        if (path == "/token")
        {
            return _tokens.Issue(request, Credentials);
        }

        if (path.StartsWith("/storage/", StringComparison.Ordinal))
        {
            return FromStorage(request, path["/storage/".Length..]);
        }

        var route = Routes().Match(path);
        if (!route.Success || (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)))
        {
            return Results.NotFound();
        }

        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        var name = route.Groups["name"].Success ? route.Groups["name"].Value : null;
        if (Refusal(context, name) is { } refusal)
        {
            return refusal;
        }

        return name is null ? RegistryAnswers.Json([])
            : _images.TryGetValue(name, out var image) ? Answer(context, image, name, route)
            : RegistryAnswers.NameUnknown;
    }

    private IResult? Refusal(HttpContext context, string? name)
    {
        var (request, response) = (context.Request, context.Response);
        if (NeedsToken && _tokens.Complaint(request, name) is { } complaint)
        {
            var scope = name is null ? "" : $",scope=\"repository:{name}:pull\"";
            var error = complaint.Length == 0 ? "" : $",error=\"{complaint}\"";
            response.Headers.WWWAuthenticate = $"Bearer realm=\"{request.Scheme}://{request.Host}/token\",service=\"{request.Host}\"{scope}{error}";
        }
        else if (!NeedsToken && Credentials is not null && !TokenDesk.IsBasic(request.Headers.Authorization.ToString(), Credentials))
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"Registry\"";
        }
        else
        {
            return null;
        }

        return RegistryAnswers.Error(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "authentication required");
    }

    private IResult Answer(HttpContext context, StoredImage image, string name, Match route)
    {
        var reference = route.Groups["reference"].Value;
        switch (route.Groups["what"].Value)
        {
            case "tags/list":
                return List(context, image, name);
            case "manifests":
                var manifest = image.Manifest(reference);
                // Distribution converts nothing: who does not accept what is stored is told that it is not there.
                return manifest is null ? RegistryAnswers.Error(StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN", "manifest unknown")
                    : !Accepts(context.Request, manifest.MediaType) ? RegistryAnswers.Error(
                        StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN", $"{manifest.MediaType} found, but accept header does not support it")
                    : RegistryAnswers.Stored(manifest);
            default:
                return image.Blob(reference) is not { } blob
                    ? RegistryAnswers.Error(StatusCodes.Status404NotFound, "BLOB_UNKNOWN", "blob unknown to registry")
                    : HttpMethods.IsHead(context.Request.Method) ? RegistryAnswers.Blob(blob)
                    : Results.Redirect($"/storage/{name}/{reference}?signature=s3", permanent: false, preserveMethod: true);
        }
    }

    private IResult List(HttpContext context, StoredImage image, string name)
    {
        var query = context.Request.Query;
        var tags = image.Tags;
        var size = int.TryParse(query["n"], CultureInfo.InvariantCulture, out var wanted) && wanted >= 0 ? Math.Min(wanted, TagPageSize) : TagPageSize;
        var rest = query["last"].ToString() is { Length: > 0 } last ? tags.SkipWhile(t => t != last).Skip(1).ToList() : tags;
        var page = rest.Take(size).ToList();
        if (page.Count > 0 && page.Count < rest.Count)
        {
            context.Response.Headers.Link = $"</v2/{name}/tags/list?last={Uri.EscapeDataString(page[^1])}&n={size}>; rel=\"next\"";
        }

        return RegistryAnswers.Json(new JsonObject
        {
            ["name"] = name,
            ["tags"] = tags.Count == 0 ? null : new JsonArray([.. page.Select(t => (JsonNode)t)]),
        });
    }

    /// <summary>A signed address: like S3, it refuses who shows a second kind of proof.</summary>
    private IResult FromStorage(HttpRequest request, string path)
    {
        var slash = path.LastIndexOf('/');
        if (request.Headers.Authorization.Count > 0 || request.Query["signature"] != "s3")
        {
            return Results.Text("<Error><Code>InvalidArgument</Code></Error>", "application/xml", statusCode: StatusCodes.Status400BadRequest);
        }

        return slash > 0 && _images.TryGetValue(path[..slash], out var image) && image.Blob(path[(slash + 1)..]) is { } blob
            ? RegistryAnswers.Blob(blob)
            : Results.NotFound();
    }

    private static bool Accepts(HttpRequest request, string mediaType) => request.Headers.Accept
        .SelectMany(header => header!.Split(','))
        .Any(accepted => accepted.Split(';')[0].Trim() == mediaType);

    [GeneratedRegex(@"\A/v2/((?<name>[a-z0-9._/-]+)/((?<what>tags/list)|(?<what>manifests|blobs)/(?<reference>[A-Za-z0-9_][A-Za-z0-9_.:+-]*)))?\z")]
    private static partial Regex Routes();
}
