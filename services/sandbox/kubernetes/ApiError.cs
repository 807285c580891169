using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>A refusal, as the <c>Status</c> object that every error of the API is.</summary>
internal sealed record ApiError(int Code, string Reason, string Message)
{
    private JsonObject? Details { get; init; }

    public static ApiError BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiError Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiError Forbidden(string resource) =>
        new(403, "Forbidden", $"{resource} is forbidden: User \"system:serviceaccount:upgrades:upgrades\" cannot list resource \"{resource}\"");

    public static ApiError Forbidden(ClusterRight right) => new(403, "Forbidden",
        $"{right.Resource} is forbidden: User \"system:serviceaccount:upgrades:upgrades\" cannot {right.Verb} resource \"{right.Resource}\" in the namespace \"{right.Namespace}\"");

    public static ApiError NoSuchResource() => new(404, "NotFound", "the server could not find the requested resource");

    /// <param name="resource"><c>deployments.apps</c>.</param>
    public static ApiError NotFound(string resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found") { Details = DetailsOf(resource, name) };

    public static ApiError AlreadyExists(string resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists") { Details = DetailsOf(resource, name) };

    public static ApiError Invalid(string kind, string name, string complaint) =>
        new(422, "Invalid", $"{kind} \"{name}\" is invalid: {complaint}") { Details = DetailsOf(kind, name) };

    public IResult Answer() => Results.Text(Status().ToJsonString(), "application/json", statusCode: Code);

    private JsonObject Status()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
            ["code"] = Code,
        };
        if (Details is not null)
        {
            status["details"] = Details.DeepClone();
        }

        return status;
    }

    private static JsonObject DetailsOf(string resource, string name)
    {
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? new JsonObject { ["name"] = name, ["kind"] = resource }
            : new JsonObject { ["name"] = name, ["group"] = resource[(dot + 1)..], ["kind"] = resource[..dot] };
    }
}
