using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>With the component <c>network-policies</c>, who may speak to whom.</summary>
public sealed class NetworkPolicyTests(Renderings renderings)
{
    [Theory]
    [MemberData(nameof(Renderings.Whole), MemberType = typeof(Renderings))]
    public async Task every_policy_chooses_pods_that_are_there_and_names_ports_they_have(string name)
    {
        var rendering = await renderings.GetAsync(name);

        foreach (var policy in rendering.Of<V1NetworkPolicy>())
        {
            var chosen = Chosen(rendering, policy.Spec.PodSelector);
            chosen.ShouldNotBeEmpty(policy.Name());
            Named(policy.Spec.Ingress?.SelectMany(i => i.Ports)).ShouldAllBe(port => chosen.All(p => Has(p, port)));
            foreach (var rule in policy.Spec.Egress ?? [])
            {
                foreach (var peer in (rule.To ?? []).Where(t => t.NamespaceSelector is null))
                {
                    Chosen(rendering, peer.PodSelector).ShouldNotBeEmpty(policy.Name());
                    Named(rule.Ports).ShouldAllBe(port => Chosen(rendering, peer.PodSelector).All(p => Has(p, port)));
                }
            }
        }
    }

    [Theory]
    [InlineData("ingest", "rabbitmq", "amqp", true)]
    [InlineData("notifier", "rabbitmq", "amqp", true)]
    [InlineData("diun", "ingest", "http", true)]
    [InlineData("diun", "rabbitmq", "amqp", false)]
    [InlineData("reconcile", "ingest", "http", true)]
    [InlineData("reconcile", "rabbitmq", "amqp", false)]
    [InlineData("reconcile", "executor", "http", false)]
    [InlineData("diun", "executor", "http", false)]
    [InlineData("ingest", "executor", "http", false)]
    [InlineData("executor", "rabbitmq", "management", false)]
    [InlineData("rabbitmq", "executor", "http", false)]
    public async Task pods_speak_to_the_broker_diun_and_reconcile_to_ingest_and_nobody_else_to_anybody(string from, string to, string port, bool allowed)
    {
        var rendering = await renderings.GetAsync("single-node + everything");

        (MayLeave(rendering, from, to, port) && MayEnter(rendering, from, to, port)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("analyzer", 443, 22)]
    [InlineData("executor", 443, 22, 6443, 9090)]
    [InlineData("verifier", 443, 80, 6443, 8000, 3001, 9090)]
    [InlineData("notifier", 443)]
    [InlineData("token-expiry", 443, 8200, 9091)]
    [InlineData("ingest")]
    [InlineData("rabbitmq")]
    public async Task outside_each_speaks_to_its_own_ports_only(string pod, params int[] ports)
    {
        var rendering = await renderings.GetAsync("postgres + everything");

        var anywhere = PoliciesOf(rendering, pod, "Egress").SelectMany(p => p.Spec.Egress ?? []).Where(e => e.To is null).SelectMany(e => e.Ports).Select(p => p.Port.Value);
        int[] all = pod is "rabbitmq" or "token-expiry" ? ports : [.. ports, 5432, 4317];
        anywhere.Order().ShouldBe(all.Select(p => $"{p}").Order());
    }

    private static bool MayLeave(Rendering rendering, string from, string to, string port) =>
        PoliciesOf(rendering, from, "Egress").SelectMany(p => p.Spec.Egress ?? []).Any(e =>
            e.Ports.Any(p => p.Port.Value == port) && (e.To is null || e.To.Any(t => t.NamespaceSelector is null && Rendering.Selects(t.PodSelector, Pod(rendering, to).Labels()))));

    private static bool MayEnter(Rendering rendering, string from, string to, string port) =>
        PoliciesOf(rendering, to, "Ingress").SelectMany(p => p.Spec.Ingress ?? []).Any(i =>
            i.Ports.Any(p => p.Port.Value == port) && i.FromProperty.Any(f => f.NamespaceSelector is null && Rendering.Selects(f.PodSelector, Pod(rendering, from).Labels())));

    private static IEnumerable<V1NetworkPolicy> PoliciesOf(Rendering rendering, string pod, string direction)
    {
        var policies = rendering.Of<V1NetworkPolicy>().Where(p => p.Spec.PolicyTypes.Contains(direction) && Rendering.Selects(p.Spec.PodSelector, Pod(rendering, pod).Labels())).ToList();
        // Without one everything would be allowed.
        policies.ShouldNotBeEmpty(pod);
        return policies;
    }

    private static V1PodTemplateSpec Pod(Rendering rendering, string name) => rendering.Pods.Single(p => p.Name == name).Pod;

    private static List<V1PodTemplateSpec> Chosen(Rendering rendering, V1LabelSelector selector) => [.. rendering.Pods.Select(p => p.Pod).Where(p => Rendering.Selects(selector, p.Labels()))];

    private static IEnumerable<string> Named(IEnumerable<V1NetworkPolicyPort>? ports) => (ports ?? []).Select(p => p.Port.Value).Where(p => !int.TryParse(p, out _));

    private static bool Has(V1PodTemplateSpec pod, string port) => pod.Spec.Containers.Single().Ports.Any(p => p.Name == port);
}
