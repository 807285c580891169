using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What the API server checks and fills in when a Job is posted.</summary>
internal static partial class JobAdmission
{
    private static readonly string[] Counts = ["backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"];

    /// <summary>The body as a Job with the server's defaults, or the refusal.</summary>
    public static (JsonObject? Job, ApiError? Error) Admit(JsonNode? body, string ns)
    {
        try
        {
            if (body is not JsonObject job || (string?)job["kind"] is not (null or "Job"))
            {
                return (null, ApiError.BadRequest("the object provided is unrecognized (must be of type Job)"));
            }

            return Complete(job, ns) is { } error ? (null, error) : (job, null);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            // A field of another JSON type than the schema's, or one that is there twice.
            return (null, ApiError.BadRequest($"Job in version \"v1\" cannot be handled as a Job: json: {e.Message}"));
        }
    }

    private static ApiError? Complete(JsonObject job, string ns)
    {
        var metadata = Object(job, "metadata");
        var name = (string?)metadata["name"] ?? ((string?)metadata["generateName"] is { } prefix ? SafeText.Name(prefix) : "");
        if ((string?)metadata["namespace"] is { } said && said != ns)
        {
            return ApiError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        if (Complaint(job, name) is { } complaint)
        {
            return ApiError.Invalid("Job.batch", name, complaint);
        }

        var uid = Guid.NewGuid().ToString();
        (metadata["name"], metadata["namespace"], metadata["uid"], metadata["generation"]) = (name, ns, uid, 1);
        (job["apiVersion"], job["kind"]) = ("batch/v1", "Job");
        var spec = job["spec"]!.AsObject();
        spec["parallelism"] ??= 1;
        spec["completions"] ??= 1;
        spec["completionMode"] ??= "NonIndexed";
        spec["backoffLimit"] ??= 6;
        spec["suspend"] ??= false;
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
        var labels = Object(Object(spec["template"]!.AsObject(), "metadata"), "labels");
        (labels["batch.kubernetes.io/job-name"], labels["job-name"]) = (name, name);
        (labels["batch.kubernetes.io/controller-uid"], labels["controller-uid"]) = (uid, uid);
        // Read here once, so that a value of another type is refused instead of met later.
        _ = (spec["suspend"]!.GetValue<bool>(), KubernetesJson.Strings(metadata["labels"]), KubernetesJson.Strings(labels));
        return Counts.FirstOrDefault(field => spec[field]?.GetValue<int>() < 0) is { } negative
            ? ApiError.Invalid("Job.batch", name, $"spec.{negative}: Invalid value: must be greater than or equal to 0")
            : null;
    }

    private static string? Complaint(JsonObject job, string name)
    {
        var template = job["spec"]?["template"]?["spec"];
        var containers = template?["containers"] as JsonArray;
        return (name, template) switch
        {
            ("", _) => "metadata.name: Required value: name or generateName is required",
            _ when !Names().IsMatch(name) =>
                $"metadata.name: Invalid value: \"{name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'",
            { name.Length: > 63 } => "spec.template.labels: Invalid value: must be no more than 63 bytes",
            _ when containers is not { Count: > 0 } => "spec.template.spec.containers: Required value",
            _ when containers.Any(c => (string?)c?["name"] is not { Length: > 0 } || (string?)c["image"] is not { Length: > 0 }) =>
                "spec.template.spec.containers[0]: Required value: name and image are required",
            _ when (string?)template!["restartPolicy"] is not ("Never" or "OnFailure") =>
                "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
            _ => null,
        };
    }

    private static JsonObject Object(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject found)
        {
            parent[name] = found = [];
        }

        return found;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Names();
}
