using System.Text.Json;

namespace Upgrades.Verifier.Cluster;

/// <summary>HTTPRoute, <c>gateway.networking.k8s.io/v1</c>: one without hostnames has those of the Gateway listeners it is attached to.</summary>
internal static class GatewayDoors
{
    /// <summary>Namespaces of the Gateways that these routes have their hosts from.</summary>
    public static IEnumerable<string> GatewayNamespaces(IEnumerable<JsonElement> routes) =>
        routes.Where(r => !Hostnames(r).Any()).SelectMany(r => r.Items("spec", "parentRefs").Where(IsGateway).Select(p => NamespaceOf(p, r))).Distinct();

    public static IEnumerable<FrontDoor> Of(JsonElement route, IReadOnlyList<JsonElement> gateways)
    {
        List<FrontDoorPath> paths =
        [
            .. route.Items("spec", "rules").SelectMany(rule => Paths(rule).SelectMany(path =>
                rule.Items("backendRefs").Select(b => new FrontDoorPath(path, NamespaceOf(b, route), b.Text("kind") is null or "Service" ? b.Text("name") : null)))),
        ];
        var own = Hostnames(route).ToList();
        return (own.Count > 0 ? own : Inherited(route, gateways)).Distinct().Select(host => new FrontDoor(host, paths));
    }

    private static IEnumerable<string> Inherited(JsonElement route, IReadOnlyList<JsonElement> gateways) => route.Items("spec", "parentRefs").Where(IsGateway).SelectMany(parent => gateways
        .Where(g => g.Text("metadata", "name") == parent.Text("name") && g.Text("metadata", "namespace") == NamespaceOf(parent, route))
        .SelectMany(g => g.Items("spec", "listeners"))
        .Where(l => parent.Text("sectionName") is not { } section || l.Text("name") == section)
        .Select(l => l.Text("hostname")).OfType<string>());

    private static IEnumerable<string> Hostnames(JsonElement route) => route.Items("spec", "hostnames").Select(h => h.Text()).OfType<string>();

    /// <summary>A match by a pattern, or by headers alone, tells no path.</summary>
    private static IEnumerable<string?> Paths(JsonElement rule) =>
        rule.Items("matches").Select(m => m.Text("path", "type") == "RegularExpression" ? null : m.Text("path", "value")).DefaultIfEmpty(null);

    private static bool IsGateway(JsonElement parent) => parent.Text("kind") is null or "Gateway";

    private static string NamespaceOf(JsonElement reference, JsonElement route) => reference.Text("namespace") ?? route.Text("metadata", "namespace") ?? "";
}
