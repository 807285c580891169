using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Upgrades.Hosting;
using Upgrades.Notifier;

namespace Upgrades.Tests.Deploy;

/// <summary>Every pod is what the "restricted" standard of Kubernetes' pod security asks for, and what an operator would.</summary>
public sealed class PodPolicyTests(Renderings renderings)
{
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task every_pod_is_restricted_and_writes_to_its_volumes_only(string name)
    {
        var rendering = await renderings.GetAsync(name);

        rendering.Of<V1Namespace>().Single().Labels()["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");
        foreach (var (owner, pod) in rendering.Pods)
        {
            pod.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true, owner);
            pod.Spec.SecurityContext.RunAsUser!.Value.ShouldBeGreaterThan(0, owner);
            pod.Spec.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", owner);
            new[] { pod.Spec.HostNetwork, pod.Spec.HostPID, pod.Spec.HostIPC }.ShouldAllBe(h => h != true);
            (pod.Spec.Volumes ?? []).ShouldAllBe(v => v.EmptyDir != null || v.PersistentVolumeClaim != null || v.ConfigMap != null);
            pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).ShouldAllBe(c =>
                c.SecurityContext.AllowPrivilegeEscalation == false && c.SecurityContext.ReadOnlyRootFilesystem == true
                && c.SecurityContext.Privileged != true && c.SecurityContext.Capabilities.Drop.Contains("ALL") && c.SecurityContext.Capabilities.Add == null);
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task every_container_has_probes_resources_and_an_image_of_a_version(string name)
    {
        foreach (var container in (await renderings.GetAsync(name)).Serving.SelectMany(p => p.Pod.Spec.Containers))
        {
            (V1Probe? Probe, string What)[] probes =
                [(container.StartupProbe, "startup"), (container.LivenessProbe, "liveness"), (container.ReadinessProbe, "readiness")];
            foreach (var (probe, what) in probes)
            {
                probe.ShouldNotBeNull($"{container.Image}: {what}");
                var port = (probe.HttpGet?.Port ?? probe.TcpSocket?.Port)?.Value;
                (port is null || container.Ports.Any(p => p.Name == port)).ShouldBeTrue($"{container.Image}: {port}");
            }
        }

        foreach (var container in (await renderings.GetAsync(name)).Pods.SelectMany(p => p.Pod.Spec.Containers))
        {
            container.Resources.Requests.Keys.Order().ShouldBe(["cpu", "memory"]);
            // Memory has a limit, so that a leak ends one pod; the processor has none, as waiting for it would only make things late.
            container.Resources.Limits.Keys.Order().ShouldBe(["memory"]);
            container.Resources.Limits["memory"].ToInt64().ShouldBeGreaterThan(container.Resources.Requests["memory"].ToInt64());
            var tag = container.Image.Split('/')[^1].Split(':').ElementAtOrDefault(1);
            tag.ShouldNotBeNullOrEmpty(container.Image);
            tag.ShouldNotBe("latest", container.Image);
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.Whole), MemberType = typeof(Renderings))]
    public async Task a_pod_has_more_time_to_stop_than_its_process_takes_and_its_successor_waits_for_it(string name)
    {
        var rendering = await renderings.GetAsync(name);
        var shutdown = await ShutdownTimeAsync();

        foreach (var (owner, pod) in rendering.Serving)
        {
            pod.Spec.TerminationGracePeriodSeconds!.Value.ShouldBeGreaterThan((long)shutdown.TotalSeconds + 5, owner);
            pod.Spec.EnableServiceLinks.ShouldBe(false, owner);
        }

        rendering.Of<V1Deployment>().ShouldAllBe(d => d.Spec.Replicas == 1 && d.Spec.Strategy.Type == "Recreate" && d.Spec.Strategy.RollingUpdate == null);
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task our_images_run_as_their_user_with_the_version_of_this_source(string name)
    {
        var version = typeof(UpgradesHost).Assembly.GetName().Version!.ToString(fieldCount: 3);
        foreach (var service in (await renderings.GetAsync(name)).Services)
        {
            service.Spec.Template.Spec.SecurityContext.RunAsUser.ShouldBe(1654);
            service.Spec.Template.Spec.Containers.Single().Image.ShouldEndWith($"upgrades-{service.Name()}:{version}");
        }
    }

    /// <summary>What the host gives its services to stop, before it leaves the rest.</summary>
    private static async Task<TimeSpan> ShutdownTimeAsync()
    {
        await using var app = UpgradesHost.Build([NotifierService.Definition], _ => { });
        return app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
    }
}
