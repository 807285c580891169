using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>Nobody may change anything in the cluster but by a backup Job, and nobody may read a Secret (DESIGN §1, promise 3).</summary>
public sealed class AccessRulesTests(Renderings renderings)
{
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task rules_read_and_the_one_thing_created_is_a_job_in_a_named_namespace(string name)
    {
        var rendering = await renderings.GetAsync(name);

        var cluster = rendering.Of<V1ClusterRole>().SelectMany(r => r.Rules).ToList();
        var named = rendering.Of<V1Role>().SelectMany(r => r.Rules).ToList();
        cluster.SelectMany(r => r.Verbs).ShouldBeSubsetOf(["get", "list", "watch"]);
        named.SelectMany(r => r.Verbs).ShouldBeSubsetOf(["get", "list", "watch", "create"]);
        named.Where(r => r.Verbs.Contains("create")).ShouldAllBe(r => r.ApiGroups.Single() == "batch" && r.Resources.Single() == "jobs");
        cluster.Concat(named).ShouldAllBe(r => !r.Resources.Contains("secrets") && !r.Resources.Contains("*") && !r.ApiGroups.Contains("*"));
        rendering.Of<V1Role>().ShouldAllBe(r => r.Namespace() != "upgrades");
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task a_binding_binds_a_role_that_is_there_to_a_service_account_that_is_there(string name)
    {
        var rendering = await renderings.GetAsync(name);
        var accounts = rendering.Of<V1ServiceAccount>().Select(a => $"{a.Namespace()}/{a.Name()}").ToList();
        var roles = rendering.Of<V1Role>().Select(r => $"{r.Namespace()}/{r.Name()}").ToList();
        var clusterRoles = rendering.Of<V1ClusterRole>().Select(r => r.Name()).ToList();

        rendering.Of<V1ClusterRoleBinding>().ShouldAllBe(b => clusterRoles.Contains(b.RoleRef.Name));
        rendering.Of<V1RoleBinding>().ShouldAllBe(b => roles.Contains($"{b.Namespace()}/{b.RoleRef.Name}"));
        foreach (var subject in rendering.Of<V1ClusterRoleBinding>().SelectMany(b => b.Subjects).Concat(rendering.Of<V1RoleBinding>().SelectMany(b => b.Subjects)))
        {
            accounts.ShouldContain($"{subject.NamespaceProperty}/{subject.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task only_who_asks_the_api_server_has_a_token_for_it(string name)
    {
        var rendering = await renderings.GetAsync(name);

        rendering.Of<V1ServiceAccount>().ShouldAllBe(a => a.AutomountServiceAccountToken == false);
        rendering.Pods.Where(p => p.Pod.Spec.AutomountServiceAccountToken != false).Select(p => p.Name).ShouldBeSubsetOf(["executor", "verifier", "diun"]);
        rendering.Pods.Select(p => p.Pod.Spec.ServiceAccountName).ShouldBe(rendering.Pods.Select(p => p.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task the_executor_may_do_nothing_anywhere_until_a_namespace_is_named()
    {
        var without = await renderings.GetAsync("single-node");
        without.Of<V1RoleBinding>().ShouldBeEmpty();
        without.Of<V1ClusterRoleBinding>().SelectMany(b => b.Subjects).Select(s => s.Name).ShouldBe(["verifier"]);

        var with = await renderings.GetAsync("single-node + backup-namespaces");
        with.Of<V1RoleBinding>().Select(b => (b.Namespace(), b.Subjects.Single().NamespaceProperty, b.Subjects.Single().Name)).Order()
            .ShouldBe([("dbaas", "upgrades", "executor"), ("immich", "upgrades", "executor")]);
    }
}
