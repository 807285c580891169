using System.Text.Json;
using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>Every manifest is one that an API server would take.</summary>
public sealed class ResourceTypesTests(Renderings renderings)
{
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task each_resource_is_of_a_type_of_kubernetes_and_there_once(string name)
    {
        var rendering = await renderings.GetAsync(name);

        rendering.Services.Select(d => d.Name()).Order().ShouldBe(["analyzer", "executor", "ingest", "notifier", "verifier"]);
        var ids = rendering.Of<k8s.IKubernetesObject<V1ObjectMeta>>().Select(r => $"{r.Kind} {r.Namespace()}/{r.Name()}").ToList();
        ids.ShouldBeUnique();
        foreach (var resource in rendering.Of<k8s.IKubernetesObject<V1ObjectMeta>>().Where(r => r is not (V1Namespace or V1ClusterRole or V1ClusterRoleBinding)))
        {
            resource.Namespace().ShouldNotBeNullOrEmpty($"{resource.Kind} {resource.Name()}");
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task nothing_secret_is_in_them(string name)
    {
        var rendering = await renderings.GetAsync(name);

        rendering.Of<V1Secret>().ShouldBeEmpty();
        foreach (var config in rendering.Of<V1ConfigMap>())
        {
            (config.Data ?? new Dictionary<string, string>()).Keys.ShouldNotContain(
                k => k.EndsWith("TOKEN", StringComparison.Ordinal) || k.EndsWith("PASSWORD", StringComparison.Ordinal) || k.EndsWith("SECRET", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void a_component_adds_and_patches_nothing()
    {
        foreach (var component in Renderings.Components)
        {
            var kustomization = YamlDocuments.Read(File.ReadAllText(Path.Combine(Renderings.Root, "components", component, "kustomization.yaml")))[0].AsObject();
            kustomization.Select(p => p.Key).ShouldBeSubsetOf(["apiVersion", "kind", "resources", "configMapGenerator"], component);
            ((string?)kustomization["kind"]).ShouldBe("Component");
        }
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, comand: [x]}]}", "comand")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, env: [{name: LIMIT, value: 5}]}]}", "value")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, env: [{name: MODE, value: on}]}]}", "value")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: two}", "replicas")]
    [InlineData("apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a}", "apps/v1beta1 Deployment")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a, namespace: b}\nspec: {selector: {}, endpoint: []}", "endpoint")]
    public void a_mistake_in_a_manifest_is_found(string yaml, string named) =>
        Should.Throw<JsonException>(() => ResourceModels.Read(YamlDocuments.Read(yaml)[0])).Message.ShouldContain(named);
}
