using k8s.Models;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class HostSelectionTests
{
    [Fact]
    public void of_several_services_in_a_namespace_only_the_workloads_own_is_asked() =>
        Urls([Ingress("web.example", "web"), Ingress("other.example", "other")], [Service("web", "web"), Service("other", "other")]).ShouldBe(["https://web.example/"]);

    [Fact]
    public void where_no_service_tells_all_are_asked_of_which_it_cannot_be_told() =>
        Urls([Ingress("a.example", "unknown"), Ingress("other.example", "other")], [Service("other", "other")]).ShouldBe(["https://a.example/"]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*.example")]
    [InlineData("a b")]
    [InlineData("evil.example/path@")]
    [InlineData("a:99999")]
    public void what_is_no_host_is_left_out(string? host)
    {
        Urls([Ingress(host, "web")], [Service("web", "web")]).ShouldBeEmpty();
        HostSelection.Of([host!], "https").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/", "https://web.example/")]
    [InlineData(null, "https://web.example/")]
    [InlineData("/api/v1", "https://web.example/api/v1")]
    [InlineData("/(.*)", "https://web.example/")]
    public void the_ingresss_own_path_is_asked_unless_it_is_a_pattern(string? path, string url) =>
        Urls([Ingress("WEB.example", "web", path)], [Service("web", "web")]).ShouldBe([url]);

    [Fact]
    public void named_hosts_may_have_a_port() => HostSelection.Of(["a.example:8443", "b.example", "b.example"], "http").ShouldBe(["http://a.example:8443/", "http://b.example/"]);

    private static IReadOnlyList<string> Urls(IReadOnlyList<V1Ingress> ingresses, IReadOnlyList<V1Service> services) => HostSelection.Of([.. ingresses.SelectMany(IngressDoors.Of)], services, [Workload()], "https");

    private static V1Ingress Ingress(string? host, string service, string? path = "/") => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "i" },
        Spec = new V1IngressSpec
        {
            Rules = [new V1IngressRule { Host = host, Http = new V1HTTPIngressRuleValue { Paths = [new V1HTTPIngressPath { Path = path, Backend = new V1IngressBackend { Service = new V1IngressServiceBackend { Name = service } } }] } }],
        },
    };

    private static V1Service Service(string name, string app) => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = name },
        Spec = new V1ServiceSpec { Selector = new Dictionary<string, string> { ["app"] = app } },
    };
}
