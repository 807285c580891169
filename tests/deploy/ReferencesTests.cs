using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>What a manifest names is there, or is a Secret that README.md tells the operator to make.</summary>
public sealed class ReferencesTests(Renderings renderings)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Renderings.Root, "README.md"));

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task config_maps_claims_and_volumes_are_there(string name)
    {
        var rendering = await renderings.GetAsync(name);
        var maps = rendering.Of<V1ConfigMap>().ToDictionary(m => m.Name());
        var claims = rendering.Of<V1PersistentVolumeClaim>().Select(c => c.Name()).ToList();
        var used = rendering.Pods.SelectMany(p => p.Pod.Spec.Volumes).Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>().ToList();

        used.Order().ShouldBe(claims.Order());
        foreach (var (owner, pod) in rendering.Pods)
        {
            var templates = rendering.Of<V1StatefulSet>().Where(s => s.Name() == owner).SelectMany(s => s.Spec.VolumeClaimTemplates).Select(c => c.Name());
            List<string> volumes = [.. pod.Spec.Volumes.Select(v => v.Name), .. templates];
            pod.Spec.Containers.SelectMany(c => c.VolumeMounts).Select(m => m.Name).Distinct().Order().ShouldBe(volumes.Order(), owner);
            pod.Spec.Containers.SelectMany(c => c.EnvFrom ?? []).ShouldAllBe(e => e.ConfigMapRef == null || maps.ContainsKey(e.ConfigMapRef.Name));
            foreach (var volume in pod.Spec.Volumes.Where(v => v.ConfigMap is not null))
            {
                var keys = pod.Spec.Containers.SelectMany(c => c.VolumeMounts).Where(m => m.Name == volume.Name).Select(m => m.SubPath);
                keys.ShouldBe(maps[volume.ConfigMap.Name].Data.Keys, ignoreOrder: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task every_secret_is_told_in_the_readme_with_its_key(string name)
    {
        var rendering = await renderings.GetAsync(name);
        foreach (var whole in rendering.Pods.SelectMany(p => p.Pod.Spec.Containers).SelectMany(c => c.EnvFrom ?? []).Select(e => e.SecretRef).OfType<V1SecretEnvSource>())
        {
            Readme.ShouldContain($"| `{whole.Name}` | any | not needed");
            whole.Optional.ShouldBe(true);
        }

        foreach (var key in rendering.SecretKeys)
        {
            var line = Readme.Split('\n').SingleOrDefault(l => l.StartsWith($"| `{key.Name}` |", StringComparison.Ordinal)).ShouldNotBeNull(key.Name);
            line.ShouldContain($"`{key.Key}`");
            line.Contains("not needed", StringComparison.Ordinal).ShouldBe(key.Optional == true && key.Key != "previous-webhook-secret", $"{key.Name}: {line}");
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.Whole), MemberType = typeof(Renderings))]
    public async Task every_secret_can_come_from_vault(string name)
    {
        var rendering = await renderings.GetAsync(name);

        var targets = rendering.Of<ExternalSecret>().Select(s => s.Spec.Target.Name).ToList();
        rendering.SecretKeys.Select(k => k.Name).ShouldBeSubsetOf(targets);
        rendering.Of<ExternalSecret>().ShouldAllBe(s => s.Spec.SecretStoreRef.Name == rendering.Of<SecretStore>().Single().Metadata.Name && s.Spec.DataFrom.Length == 1);
        rendering.Of<V1ServiceAccount>().Select(a => a.Name()).ShouldContain(rendering.Of<SecretStore>().Single().Spec.Provider.Vault.Auth.Kubernetes.ServiceAccountRef.Name);
        Renderings.Overlays.ShouldContain("postgres");
        targets.ShouldContain("upgrades-postgres");
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task a_service_selects_pods_and_names_their_ports_and_monitors_select_services(string name)
    {
        var rendering = await renderings.GetAsync(name);

        foreach (var service in rendering.Of<V1Service>())
        {
            var pod = rendering.Pods.Single(p => Rendering.Selects(new V1LabelSelector { MatchLabels = service.Spec.Selector }, p.Pod.Labels())).Pod;
            service.Spec.Ports.ShouldAllBe(port => pod.Spec.Containers.Single().Ports.Any(p => p.Name == port.TargetPort.Value));
        }

        foreach (var monitor in rendering.Of<ServiceMonitor>())
        {
            var services = rendering.Of<V1Service>().Where(s => Rendering.Selects(monitor.Spec.Selector, s.Labels())).ToList();
            services.Count.ShouldBe(monitor.Metadata.Name == "rabbitmq" ? 1 : 5);
            services.ShouldAllBe(s => monitor.Spec.Endpoints.All(e => s.Spec.Ports.Any(p => p.Name == e.Port)));
        }

        rendering.Of<V1Deployment>().ShouldAllBe(d => Rendering.Selects(d.Spec.Selector, d.Spec.Template.Labels()));
        rendering.Of<V1StatefulSet>().ShouldAllBe(s => rendering.Of<V1Service>().Any(v => v.Name() == s.Spec.ServiceName && v.Spec.ClusterIP == "None"));
    }
}
