using System.Globalization;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What all objects have: metadata, label maps, times of whole seconds.</summary>
internal static class KubernetesJson
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Strings(IReadOnlyDictionary<string, string> strings)
    {
        var node = new JsonObject();
        foreach (var (key, value) in strings)
        {
            node[key] = value;
        }

        return node;
    }

    /// <exception cref="InvalidOperationException">A value is no string, or the node no object.</exception>
    public static IReadOnlyDictionary<string, string> Strings(JsonNode? node) =>
        node?.AsObject().ToDictionary(p => p.Key, p => (string?)p.Value ?? "", StringComparer.Ordinal) ?? [];

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    /// <param name="changedAt">Gives the resource version, which means nothing but "changed".</param>
    public static JsonObject Metadata(string? ns, string name, string uid, DateTimeOffset createdAt, DateTimeOffset changedAt)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        metadata["uid"] = uid;
        metadata["resourceVersion"] = Version(changedAt);
        metadata["creationTimestamp"] = Time(createdAt);
        return metadata;
    }

    public static string Version(DateTimeOffset changedAt) => changedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static JsonArray Owners(Owner owner) => new(new JsonObject
    {
        ["apiVersion"] = owner.ApiVersion,
        ["kind"] = owner.Kind,
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    });

    /// <summary>Counters of 0 are absent (Go's <c>omitempty</c>).</summary>
    public static void Count(JsonObject status, string name, int count)
    {
        if (count != 0)
        {
            status[name] = count;
        }
    }

    public static JsonObject Condition(string type, bool status, DateTimeOffset since, string? reason = null, string? message = null)
    {
        var condition = new JsonObject { ["type"] = type, ["status"] = status ? "True" : "False", ["lastTransitionTime"] = Time(since) };
        if (reason is not null)
        {
            condition["reason"] = reason;
        }

        if (message is not null)
        {
            condition["message"] = message;
        }

        return condition;
    }
}
