using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Forges;

/// <summary>
/// GitLab's API as <c>reference/github.md</c> has it: <c>/api/v4/projects/PATH/…</c>, where the whole path is one escaped word, pages by
/// <c>X-Next-Page</c>. A draft stands for an upcoming release; prereleases GitLab does not know.
/// </summary>
public sealed class GitLabStandIn : ForgeStandIn
{
    private const int DefaultPageSize = 20;

    private protected override string? Shown(HttpRequest request) => request.Headers["PRIVATE-TOKEN"].ToString() is { Length: > 0 } shown ? shown : null;

    private protected override IResult BadToken() => Error(StatusCodes.Status401Unauthorized, "401 Unauthorized");

    private protected override IResult Answer(HttpRequest request, string[] path, string root)
    {
        if (path is not ["api", "v4", "projects", var named, .. var rest])
        {
            return Error(StatusCodes.Status404NotFound, "404 Not Found");
        }

        var name = Uri.UnescapeDataString(named);
        var byId = int.TryParse(name, CultureInfo.InvariantCulture, out var id);
        if ((byId ? Find(id) : Find(name)) is not { } project)
        {
            return Error(StatusCodes.Status404NotFound, "404 Project Not Found");
        }

        if (!byId && !project.Path.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            return new SetAnswer(StatusCodes.Status301MovedPermanently, "", new Dictionary<string, string>
            {
                ["Location"] = $"{request.Scheme}://{request.Host}/api/v4/projects/{project.Id}{string.Concat(rest.Select(s => "/" + s))}{request.QueryString}",
            });
        }

        var wanted = request.Query["ref"].ToString();
        return rest switch
        {
            [] => Json(Project(project, root)),
            ["releases"] => Page(request, [.. Enumerable.Range(0, project.Releases.Count).Reverse().Select(i => Release(project, i, root))]),
            ["repository", "tree"] when project.HasRef(wanted) && project.List(request.Query["path"].ToString()) is { } entries =>
                Page(request, [.. entries.Select(e => new JsonObject { ["name"] = e.Name, ["type"] = e.IsFolder ? "tree" : "blob", ["mode"] = "100644" })]),
            ["repository", "tree"] => Error(StatusCodes.Status404NotFound, "404 invalid revision or path Not Found"),
            ["repository", "files", var file, "raw"] when project.HasRef(wanted) && project.Files.TryGetValue(Uri.UnescapeDataString(file), out var text) =>
                new SetAnswer(StatusCodes.Status200OK, text, new Dictionary<string, string> { ["Content-Type"] = "text/plain; charset=utf-8" }),
            ["repository", "files", ..] => Error(StatusCodes.Status404NotFound, "404 File Not Found"),
            _ => Error(StatusCodes.Status404NotFound, "404 Not Found"),
        };
    }

    private IResult Page(HttpRequest request, List<JsonObject> all)
    {
        var (size, page) = (Math.Min(Number(request, "per_page", DefaultPageSize), PageSize), Number(request, "page", 1));
        var last = Math.Max(1, (all.Count + size - 1) / size);
        return Json(new JsonArray([.. all.Skip((page - 1) * size).Take(size)]), new Dictionary<string, string>
        {
            ["X-Page"] = page.ToString(CultureInfo.InvariantCulture),
            ["X-Next-Page"] = page < last ? (page + 1).ToString(CultureInfo.InvariantCulture) : "",
            ["X-Total"] = all.Count.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static JsonObject Project(HostedProject project, string root) => new()
    {
        ["id"] = project.Id,
        ["path_with_namespace"] = project.Path,
        ["web_url"] = $"{root}/{project.Path}",
        ["default_branch"] = HostedProject.DefaultBranch,
        ["archived"] = project.Archived,
        ["forked_from_project"] = project.ForkOf is null ? null : new JsonObject { ["path_with_namespace"] = project.ForkOf },
    };

    private static JsonObject Release(HostedProject project, int index, string root)
    {
        var release = project.Releases[index];
        var at = HostedProject.ReleasedAt(index).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["tag_name"] = release.Tag,
            ["name"] = release.Name ?? release.Tag,
            ["description"] = release.Body.Length == 0 ? null : release.Body,
            ["created_at"] = at,
            ["released_at"] = at,
            ["upcoming_release"] = release.Draft,
            ["commit"] = new JsonObject { ["id"] = "0123456789012345678901234567890123456789" },
            ["_links"] = new JsonObject { ["self"] = $"{root}/{project.Path}/-/releases/{Uri.EscapeDataString(release.Tag)}" },
        };
    }

    private static SetAnswer Json(JsonNode body, IReadOnlyDictionary<string, string>? headers = null) => new(StatusCodes.Status200OK, body.ToJsonString(), headers);

    private static SetAnswer Error(int status, string message) => new(status, new JsonObject { ["message"] = message }.ToJsonString(), Headers: null);
}
