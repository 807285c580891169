using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>The Service of each workload, and the Ingress of those that have a host.</summary>
internal static class NetworkJson
{
    private const int Port = 80;

    public static JsonObject WriteService(Workload workload) => new()
    {
        ["metadata"] = Metadata(workload, "service"),
        ["spec"] = new JsonObject
        {
            ["selector"] = KubernetesJson.Strings(workload.Spec.Selector),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = Port, ["protocol"] = "TCP", ["targetPort"] = 8080 }),
            ["clusterIP"] = "10.43.0.10",
            ["type"] = "ClusterIP",
        },
        ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() },
    };

    public static JsonObject WriteIngress(Workload workload)
    {
        var backend = new JsonObject { ["service"] = new JsonObject { ["name"] = workload.Spec.Name, ["port"] = new JsonObject { ["number"] = Port } } };
        return new JsonObject
        {
            ["metadata"] = Metadata(workload, "ingress"),
            ["spec"] = new JsonObject
            {
                ["ingressClassName"] = "traefik",
                ["tls"] = new JsonArray(new JsonObject { ["hosts"] = new JsonArray(workload.Spec.Host), ["secretName"] = "tls" }),
                ["rules"] = new JsonArray(new JsonObject
                {
                    ["host"] = workload.Spec.Host,
                    ["http"] = new JsonObject { ["paths"] = new JsonArray(new JsonObject { ["path"] = "/", ["pathType"] = "Prefix", ["backend"] = backend }) },
                }),
            },
            ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() },
        };
    }

    private static JsonObject Metadata(Workload workload, string what)
    {
        var metadata = KubernetesJson.Metadata(workload.Spec.Namespace, workload.Spec.Name, $"{workload.Uid}-{what}", workload.CreatedAt, workload.CreatedAt);
        metadata["labels"] = KubernetesJson.Strings(workload.Spec.PodLabels);
        return metadata;
    }
}
