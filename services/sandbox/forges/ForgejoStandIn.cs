using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Forges;

/// <summary>Forgejo's and Gitea's API as <c>reference/github.md</c> has it: <c>/api/v1/repos/…</c>, pages by <c>limit</c>, <c>Link</c> and <c>X-Total-Count</c>.</summary>
public sealed class ForgejoStandIn : ForgeStandIn
{
    private const int DefaultPageSize = 30;

    private protected override string? Shown(HttpRequest request) => request.Headers.Authorization.ToString() switch
    {
        "" => null,
        var shown when shown.StartsWith("token ", StringComparison.Ordinal) => shown["token ".Length..],
        var shown when shown.StartsWith("Bearer ", StringComparison.Ordinal) => shown["Bearer ".Length..],
        var shown => shown,
    };

    private protected override IResult BadToken() => Error(StatusCodes.Status401Unauthorized, "user does not exist [uid: 0, name: ]");

    private protected override IResult Answer(HttpRequest request, string[] path, string root)
    {
        if (path is not ["api", "v1", "repos", var owner, var name, .. var rest] || Find($"{owner}/{name}") is not { } project)
        {
            return NotFound();
        }

        if (!project.Path.Equals($"{owner}/{name}", StringComparison.OrdinalIgnoreCase))
        {
            return new SetAnswer(StatusCodes.Status307TemporaryRedirect, "", new Dictionary<string, string>
            {
                ["Location"] = $"/api/v1/repos/{project.Path}{string.Concat(rest.Select(s => "/" + s))}{request.QueryString}",
            });
        }

        return rest switch
        {
            [] => Json(Repository(project, root)),
            ["releases"] => Releases(request, project, root),
            ["contents", .. var file] => Contents(request, project, string.Join('/', file.Select(Uri.UnescapeDataString))),
            _ => NotFound(),
        };
    }

    private IResult Releases(HttpRequest request, HostedProject project, string root)
    {
        var all = Enumerable.Range(0, project.Releases.Count).Reverse().Where(i => !project.Releases[i].Draft || request.Query["draft"] != "false").Select(i => Release(project, i, root)).ToList();
        var (size, page) = (Math.Min(Number(request, "limit", DefaultPageSize), PageSize), Number(request, "page", 1));
        var last = Math.Max(1, (all.Count + size - 1) / size);
        string Link(int number, string rel) => $"<{root}/api/v1/repos/{project.Path}/releases?draft=false&limit={size}&page={number}>; rel=\"{rel}\"";
        var headers = new Dictionary<string, string> { ["X-Total-Count"] = all.Count.ToString(CultureInfo.InvariantCulture) };
        if (page < last)
        {
            headers["Link"] = $"{Link(page + 1, "next")},{Link(last, "last")}";
        }

        return Json(new JsonArray([.. all.Skip((page - 1) * size).Take(size)]), headers);
    }

    /// <summary>A file as an object with its content in base64, a folder as a list without contents.</summary>
    private static IResult Contents(HttpRequest request, HostedProject project, string path)
    {
        if (!project.HasRef(request.Query["ref"].ToString()))
        {
            return Error(StatusCodes.Status404NotFound, "object does not exist [id: , rel_path: ]");
        }

        if (project.Files.TryGetValue(path, out var text))
        {
            var file = Entry(path, "file", Encoding.UTF8.GetByteCount(text));
            file["encoding"] = "base64";
            file["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
            return Json(file);
        }

        return project.List(path) is { } entries
            ? Json(new JsonArray([.. entries.Select(e => Entry(path.Length == 0 ? e.Name : $"{path}/{e.Name}", e.IsFolder ? "dir" : "file", 0))]))
            : Error(StatusCodes.Status404NotFound, $"object does not exist [id: , rel_path: {path}]");
    }

    private static JsonObject Entry(string path, string type, int size) => new()
    {
        ["name"] = path[(path.LastIndexOf('/') + 1)..],
        ["path"] = path,
        ["type"] = type,
        ["size"] = size,
        ["encoding"] = null,
        ["content"] = null,
    };

    private static JsonObject Repository(HostedProject project, string root) => new()
    {
        ["id"] = project.Id,
        ["name"] = project.Path.Split('/')[1],
        ["full_name"] = project.Path,
        ["html_url"] = $"{root}/{project.Path}",
        ["default_branch"] = HostedProject.DefaultBranch,
        ["archived"] = project.Archived,
        ["fork"] = project.ForkOf is not null,
        ["parent"] = project.ForkOf is null ? null : new JsonObject { ["full_name"] = project.ForkOf },
    };

    private static JsonObject Release(HostedProject project, int index, string root)
    {
        var release = project.Releases[index];
        var at = HostedProject.ReleasedAt(index).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["id"] = project.Id * 1000 + index,
            ["tag_name"] = release.Tag,
            ["target_commitish"] = HostedProject.DefaultBranch,
            ["name"] = release.Name ?? release.Tag,
            ["body"] = release.Body,
            ["html_url"] = $"{root}/{project.Path}/releases/tag/{Uri.EscapeDataString(release.Tag)}",
            ["draft"] = release.Draft,
            ["prerelease"] = release.Prerelease,
            ["created_at"] = at,
            ["published_at"] = at,
        };
    }

    private static SetAnswer Json(JsonNode body, IReadOnlyDictionary<string, string>? headers = null) => new(StatusCodes.Status200OK, body.ToJsonString(), headers);

    private static SetAnswer NotFound() => Error(StatusCodes.Status404NotFound, "The target couldn't be found.");

    private static SetAnswer Error(int status, string message) => new(status, new JsonObject { ["message"] = message, ["url"] = "https://forgejo.example/api/swagger" }.ToJsonString(), Headers: null);
}
