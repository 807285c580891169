using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What leads to a workload where it is no Ingress: Gateway API's and Traefik's objects.</summary>
internal static class RouteJson
{
    public static JsonObject WriteHttpRoute(Workload workload)
    {
        var spec = new JsonObject
        {
            ["parentRefs"] = new JsonArray(new JsonObject { ["group"] = "gateway.networking.k8s.io", ["kind"] = "Gateway", ["name"] = GatewayOf(workload), ["sectionName"] = "https" }),
            ["rules"] = new JsonArray(new JsonObject
            {
                ["matches"] = new JsonArray(new JsonObject { ["path"] = new JsonObject { ["type"] = "PathPrefix", ["value"] = "/" } }),
                ["backendRefs"] = new JsonArray(new JsonObject { ["group"] = "", ["kind"] = "Service", ["name"] = workload.Spec.Name, ["port"] = 80, ["weight"] = 1 }),
            }),
        };
        if (workload.Spec.Door == FrontDoorKind.HttpRoute)
        {
            spec["hostnames"] = new JsonArray(workload.Spec.Host);
        }

        return Object(workload, workload.Spec.Name, "httproute", spec);
    }

    public static JsonObject WriteGateway(Workload workload) => Object(workload, GatewayOf(workload), "gateway", new JsonObject
    {
        ["gatewayClassName"] = "traefik",
        ["listeners"] = new JsonArray(
            new JsonObject { ["name"] = "http", ["port"] = 80, ["protocol"] = "HTTP", ["hostname"] = "*.elsewhere.example" },
            new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "HTTPS", ["hostname"] = workload.Spec.Host }),
    });

    public static JsonObject WriteIngressRoute(Workload workload) => Object(workload, workload.Spec.Name, "ingressroute", new JsonObject
    {
        ["entryPoints"] = new JsonArray("websecure"),
        ["routes"] = new JsonArray(new JsonObject
        {
            ["kind"] = "Rule",
            ["match"] = $"Host(`{workload.Spec.Host}`) && PathPrefix(`/`)",
            ["services"] = new JsonArray(new JsonObject { ["name"] = workload.Spec.Name, ["port"] = 80 }),
        }),
        ["tls"] = new JsonObject { ["secretName"] = "tls" },
    });

    public static string GatewayOf(Workload workload) => $"{workload.Spec.Name}-gateway";

    private static JsonObject Object(Workload workload, string name, string what, JsonObject spec)
    {
        var metadata = KubernetesJson.Metadata(workload.Spec.Namespace, name, $"{workload.Uid}-{what}", workload.CreatedAt, workload.CreatedAt);
        metadata["generation"] = 1;
        return new JsonObject { ["metadata"] = metadata, ["spec"] = spec };
    }
}
