using System.Text.Json;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Tests.Verifier.Cluster;

/// <summary>Hosts of kinds that the client does not know (reference/kubernetes.md §5).</summary>
public sealed class FrontDoorTests
{
    [Fact]
    public void an_http_route_has_its_own_hosts_and_backends()
    {
        var route = Json(
            """
            {"metadata": {"namespace": "ns", "name": "r"}, "spec": {"hostnames": ["a.example", "b.example"], "rules": [
                {"matches": [{"path": {"type": "PathPrefix", "value": "/api"}}, {"path": {"type": "RegularExpression", "value": "/x.*"}}], "backendRefs": [{"name": "api", "port": 80}]},
                {"backendRefs": [{"name": "web", "namespace": "other"}, {"kind": "ServiceImport", "name": "far"}]}]}}
            """);

        var doors = GatewayDoors.Of(route, []).ToList();

        doors.Select(d => d.Host).ShouldBe(["a.example", "b.example"]);
        doors[0].Paths.ShouldBe([new FrontDoorPath("/api", "ns", "api"), new FrontDoorPath(null, "ns", "api"), new FrontDoorPath(null, "other", "web"), new FrontDoorPath(null, "ns", null)]);
    }

    [Theory]
    [InlineData(null, "a.example,b.example,*.example")]
    [InlineData("tls", "b.example")]
    public void without_hosts_of_its_own_it_has_its_gateways(string? section, string hosts)
    {
        var sectionName = section is null ? "" : $", \"sectionName\": \"{section}\"";
        var route = Json($$$"""{"metadata": {"namespace": "ns"}, "spec": {"parentRefs": [{"name": "gate", "namespace": "edge"{{{sectionName}}}}, {"kind": "Service", "name": "mesh"}]}}""");
        var gateways = Json(
            """
            [{"metadata": {"namespace": "edge", "name": "gate"}, "spec": {"listeners": [{"name": "web", "hostname": "a.example"}, {"name": "tls", "hostname": "b.example"}, {"name": "any"}, {"name": "wild", "hostname": "*.example"}]}},
             {"metadata": {"namespace": "edge", "name": "other"}, "spec": {"listeners": [{"name": "tls", "hostname": "c.example"}]}}]
            """).EnumerateArray().ToList();

        GatewayDoors.GatewayNamespaces([route]).ShouldBe(["edge"]);
        GatewayDoors.Of(route, gateways).Select(d => d.Host).ShouldBe(hosts.Split(','));
    }

    [Theory]
    [InlineData("Host(`a.example`)", "a.example:")]
    [InlineData("Host(`a.example`, `b.example`)", "a.example: b.example:")]
    [InlineData("Host(\"a.example\")", "a.example:")]
    [InlineData("Host(`a.example`) && PathPrefix(`/api`)", "a.example:/api")]
    [InlineData("Host(`a.example`) || (Host(`b.example`) && Path(`/b`))", "a.example: b.example:/b")]
    [InlineData("HostRegexp(`.+\\.example`) || Host(`a.example`)", "a.example:")]
    [InlineData("!Host(`a.example`) && Host(`b.example`)", "b.example:")]
    [InlineData("Host(`a.example`) && !PathPrefix(`/admin`)", "a.example:")]
    [InlineData("HostSNI(`a.example`)", "")]
    [InlineData("PathPrefix(`/api`)", "")]
    [InlineData("Host(`a.example`", "")]
    [InlineData("", "")]
    public void hosts_are_read_from_traefiks_rules(string rule, string expected) =>
        string.Join(' ', TraefikDoors.Of(IngressRoute(rule)).Select(d => $"{d.Host}:{d.Paths.Single().Path}")).ShouldBe(expected);

    [Fact]
    public void traefiks_own_services_belong_to_nobody()
    {
        var route = Json("""{"metadata": {"namespace": "ns"}, "spec": {"routes": [{"match": "Host(`a.example`)", "services": [{"name": "noop@internal", "kind": "TraefikService"}, {"name": "web"}]}]}}""");

        TraefikDoors.Of(route).Single().Paths.ShouldBe([new FrontDoorPath(null, "ns", null), new FrontDoorPath(null, "ns", "web")]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"spec": {"hostnames": "a.example", "routes": {}}}""")]
    [InlineData("""{"spec": {"hostnames": [1], "routes": [{"match": 5}, 7]}}""")]
    public void what_is_of_another_shape_has_no_hosts(string json)
    {
        GatewayDoors.Of(Json(json), []).ShouldBeEmpty();
        TraefikDoors.Of(Json(json)).ShouldBeEmpty();
    }

    private static JsonElement IngressRoute(string rule) => Json(
        $$$"""{"metadata": {"namespace": "ns"}, "spec": {"routes": [{"match": {{{JsonSerializer.Serialize(rule)}}}, "services": [{"name": "web", "port": 80}]}]}}""");

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
