using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>A list with its selectors and pages. Items carry no kind, as the real ones.</summary>
internal static class ObjectList
{
    /// <param name="write">Writes those that the selector matches.</param>
    public static IResult Answer(
        string groupVersion, string kind, IQueryCollection query, DateTimeOffset now, Func<LabelSelector, IEnumerable<JsonObject>> write)
    {
        var (labels, fields) = (LabelSelector.Parse(query["labelSelector"]), FieldSelector.Parse(query["fieldSelector"]));
        if (labels is null)
        {
            return ApiError.BadRequest($"unable to parse requirement: {query["labelSelector"]}").Answer();
        }

        if (fields is null)
        {
            return ApiError.BadRequest($"field label not supported: {query["fieldSelector"]}").Answer();
        }

        if (query["watch"] == "true")
        {
            return ApiError.BadRequest("watch is not served here").Answer();
        }

        // The continue token is the number of items seen: nothing here lives long enough to expire.
        var seen = Number(query["continue"]) ?? 0;
        var limit = Number(query["limit"]) is > 0 and var asked ? asked : int.MaxValue;
        var items = write(labels).Where(fields).Skip(seen).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = KubernetesJson.Version(now) };
        if (items.Count > limit)
        {
            metadata["continue"] = (seen + limit).ToString(CultureInfo.InvariantCulture);
            metadata["remainingItemCount"] = items.Count - limit;
        }

        var list = new JsonObject
        {
            ["kind"] = kind + "List",
            ["apiVersion"] = groupVersion,
            ["metadata"] = metadata,
            ["items"] = KubernetesJson.Array(items.Take(limit)),
        };
        return Results.Text(list.ToJsonString(), "application/json");
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
