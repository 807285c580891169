using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What whoever makes a Job tells it beyond its template: environment variables named <c>UPGRADES_…</c>.</summary>
internal static class JobEnvironment
{
    private const string Prefix = "UPGRADES_";

    public static IReadOnlyDictionary<string, string> Of(JsonObject posted) => posted["spec"]!["template"]!["spec"]!["containers"]!.AsArray()
        .SelectMany(c => (c!["env"]?.AsArray() ?? []).Where(IsTold)).DistinctBy(e => (string)e!["name"]!)
        .ToDictionary(e => (string)e!["name"]!, e => (string?)e!["value"] ?? "");

    /// <summary>The pod's template as it was in the CronJob.</summary>
    public static JsonNode? Without(JsonNode? podSpec)
    {
        var spec = podSpec?.DeepClone();
        foreach (var container in (spec?["containers"]?.AsArray() ?? []).Select(c => c!.AsObject()))
        {
            var kept = (container["env"]?.AsArray() ?? []).Where(e => !IsTold(e)).Select(e => e!.DeepClone()).ToArray();
            container.Remove("env");
            if (kept.Length > 0)
            {
                container["env"] = new JsonArray(kept);
            }
        }

        return spec;
    }

    private static bool IsTold(JsonNode? variable) => ((string?)variable?["name"])?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
