using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The routes: one table of resources, read alike, and the few things that are not a list or a get.</summary>
internal sealed class KubernetesApi(ClusterStandIn cluster)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/version", () => Json(new JsonObject { ["major"] = "1", ["minor"] = "33", ["gitVersion"] = "v1.33.4", ["platform"] = "linux/amd64" }));
        foreach (var probe in new[] { "/healthz", "/livez", "/readyz" })
        {
            app.MapGet(probe, () => Results.Text("ok"));
        }

        app.MapGet("/api/v1/namespaces", (HttpRequest request) => ObjectList.Answer(
            "v1", "Namespace", request.Query, cluster.Now, labels => cluster.Namespaces.Where(n => labels.Matches(NameLabel(n))).Select(Write)));
        app.MapGet("/api/v1/namespaces/{ns}", (string ns) => cluster.Find(ns) is { } found
            ? Json(Complete(Write(found), "v1", "Namespace"))
            : ApiError.NotFound("namespaces", ns).Answer());
        app.MapGet("/api/v1/nodes", (HttpRequest request) => cluster.IsForbidden("nodes")
            ? ApiError.Forbidden("nodes").Answer()
            : ObjectList.Answer("v1", "Node", request.Query, cluster.Now, _ => cluster.WriteNodes()));
        foreach (var resource in ApiResource.All(image => cluster.DigestOf(image)))
        {
            app.MapGet($"{resource.Path}/{resource.Plural}", (HttpRequest request) => List(resource, cluster.Namespaces, request));
            app.MapGet($"{resource.Path}/namespaces/{{ns}}/{resource.Plural}", (string ns, HttpRequest request) =>
                IfAllowed("list", resource.Qualified, ns, () => List(resource, cluster.Find(ns) is { } found ? [found] : [], request)));
            app.MapGet($"{resource.Path}/namespaces/{{ns}}/{resource.Plural}/{{name}}", (string ns, string name) =>
                IfAllowed("get", resource.Qualified, ns, () => Get(resource, ns, name)));
        }

        app.MapGet("/api/v1/namespaces/{ns}/pods/{name}/log", (string ns, string name, HttpRequest request) =>
            IfAllowed("get", "pods/log", ns, () => Log(ns, name, request)));
        app.MapPost("/apis/batch/v1/namespaces/{ns}/jobs", CreateJobAsync);
        app.MapPost("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", ReviewAsync);
        app.MapFallback(() => ApiError.NoSuchResource().Answer());
    }

    private IResult IfAllowed(string verb, string resource, string ns, Func<IResult> answer) =>
        new ClusterRight(verb, resource, ns) is var right && cluster.May(right) ? answer() : ApiError.Forbidden(right).Answer();

    private IResult List(ApiResource resource, IReadOnlyList<ClusterNamespace> namespaces, HttpRequest request)
    {
        if (cluster.IsForbidden(resource.Plural))
        {
            return ApiError.Forbidden(resource.Qualified).Answer();
        }

        if (resource.IsCustom && !cluster.Namespaces.Any(ns => cluster.Read(ns.Name, (space, now) => resource.List(space, now).Any())))
        {
            return ApiError.NoSuchResource().Answer();
        }

        return ObjectList.Answer(resource.GroupVersion, resource.Kind, request.Query, cluster.Now, labels => namespaces.SelectMany(ns =>
        {
            lock (ns.Gate)
            {
                // Read under the lock: facts of a later change must not be shown as of before it.
                var now = cluster.Now;
                return resource.List(ns, now).Where(l => labels.Matches(l.Labels)).Select(l => l.Write()).ToList();
            }
        }));
    }

    private IResult Get(ApiResource resource, string ns, string name)
    {
        var found = cluster.Read(ns, (space, now) => resource.List(space, now).FirstOrDefault(l => l.Name == name)?.Write());
        return found is null ? ApiError.NotFound(resource.Qualified, name).Answer() : Json(Complete(found, resource.GroupVersion, resource.Kind));
    }

    private IResult Log(string ns, string name, HttpRequest request)
    {
        var query = request.Query;
        if (!TryNumber(query["tailLines"], 0, out var tail) || !TryNumber(query["limitBytes"], 1, out var limit))
        {
            return ApiError.Invalid("PodLogOptions", "", "tailLines must be greater than or equal to 0, limitBytes greater than 0").Answer();
        }

        var log = new PodLog(query["container"], query["previous"] == "true", tail, limit);
        var read = cluster.Read(ns, (space, now) =>
            space.Pods(now).FirstOrDefault(p => p.Name == name) is { } pod ? log.Read(pod, now) : ((string?, ApiError?)?)null);
        return read switch
        {
            null => ApiError.NotFound("pods", name).Answer(),
            (_, { } error) => error.Answer(),
            ({ } text, _) => Results.Text(text),
            _ => Results.Text(""),
        };
    }

    private async Task<IResult> CreateJobAsync(string ns, HttpRequest request)
    {
        if (new ClusterRight("create", "jobs.batch", ns) is var right && !cluster.May(right))
        {
            return ApiError.Forbidden(right).Answer();
        }

        var (body, unreadable) = await ReadBodyAsync(request);
        if (unreadable is not null)
        {
            return unreadable.Answer();
        }

        var (posted, error) = JobAdmission.Admit(body, ns);
        if (posted is null)
        {
            return error!.Answer();
        }

        var (job, failure) = cluster.CreateJob(ns, posted);
        return job is null ? failure!.Answer() : Results.Text(job.ToJsonString(), "application/json", statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> ReviewAsync(HttpRequest request)
    {
        var (body, unreadable) = await ReadBodyAsync(request);
        if (body is not JsonObject review)
        {
            return (unreadable ?? ApiError.BadRequest("the object provided is unrecognized")).Answer();
        }

        var wish = review["spec"]?["resourceAttributes"];
        var (group, resource, below) = ((string?)wish?["group"] ?? "", (string?)wish?["resource"] ?? "", (string?)wish?["subresource"] ?? "");
        var name = resource + (below.Length > 0 ? "/" + below : "") + (group.Length > 0 ? "." + group : "");
        review["status"] = new JsonObject { ["allowed"] = cluster.May(new ClusterRight((string?)wish?["verb"] ?? "", name, (string?)wish?["namespace"] ?? "")) };
        return Results.Text(review.ToJsonString(), "application/json", statusCode: StatusCodes.Status201Created);
    }

    private static async Task<(JsonNode? Body, ApiError? Error)> ReadBodyAsync(HttpRequest request)
    {
        try
        {
            return (await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted), null);
        }
        catch (JsonException e)
        {
            return (null, ApiError.BadRequest($"the object provided is unrecognized: {e.Message}"));
        }
    }

    private static bool TryNumber(string? text, int least, out int? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
        return number >= least;
    }

    private static Dictionary<string, string> NameLabel(ClusterNamespace ns) => new() { ["kubernetes.io/metadata.name"] = ns.Name };

    private static JsonObject Write(ClusterNamespace ns)
    {
        var metadata = KubernetesJson.Metadata(null, ns.Name, ns.Uid, ns.CreatedAt, ns.CreatedAt);
        metadata["labels"] = KubernetesJson.Strings(NameLabel(ns));
        return new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject(), ["status"] = new JsonObject { ["phase"] = "Active" } };
    }

    private static JsonObject Complete(JsonObject item, string groupVersion, string kind)
    {
        (item["apiVersion"], item["kind"]) = (groupVersion, kind);
        return item;
    }

    private static IResult Json(JsonObject node) => Results.Text(node.ToJsonString(), "application/json");
}
