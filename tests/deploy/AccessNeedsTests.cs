using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Probes;
using Upgrades.Hosting.Kubernetes;
using Upgrades.Sandbox;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Probes;

namespace Upgrades.Tests.Deploy;

/// <summary>The rights that are given are those that are used: what the services really ask the API server is noted, and compared with the rules.</summary>
public sealed class AccessNeedsTests(Renderings renderings) : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, bool> _asked = new();
    private StandInServer _server = null!;
    private IKubernetes _kubernetes = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(app => app.Run(AnswerAsync));
        _kubernetes = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = _server.Address.ToString() });
    }

    public async ValueTask DisposeAsync()
    {
        _kubernetes.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task the_verifier_may_do_what_it_does()
    {
        var cluster = new ClusterReader(_kubernetes);
        await cluster.ReadAsync(["app"], CancellationToken.None);
        await cluster.WarningsAsync("app", "pod", CancellationToken.None);
        await cluster.NodesAsync(CancellationToken.None);
        await cluster.LogAsync("app", "pod", "main", crashed: true, CancellationToken.None);
        await new FrontDoorReader(_kubernetes).ReadAsync(["app"], CancellationToken.None);

        var role = (await renderings.GetAsync("single-node")).Of<V1ClusterRole>().Single();
        Rights(role.Rules).ShouldBe(_asked.Keys.Order());
    }

    [Fact]
    public async Task the_executor_may_do_what_it_does()
    {
        var row = new BackupRow { Id = "b", Namespace = "dbaas", CronJob = "backup", UpgradeId = "u", Job = "pre-upgrade-app-1", State = BackupState.Running };
        var cluster = new BackupCluster(_kubernetes, NullLogger<BackupCluster>.Instance);
        (await cluster.StartAsync(row.Order, CancellationToken.None)).ShouldBeOfType<BackupSight.Running>();
        await cluster.LookAsync(row.Order, CancellationToken.None);
        (await cluster.LogAsync(row.Order, CancellationToken.None)).Lines.ShouldBe(["done"]);

        var roles = (await renderings.GetAsync("single-node + backup-namespaces")).Of<V1Role>().ToList();
        roles.ShouldNotBeEmpty();
        foreach (var role in roles)
        {
            Rights(role.Rules).ShouldBe(_asked.Keys.Order());
        }
    }

    /// <summary>A review of one's own rights needs none: <c>system:basic-user</c> gives it to every account.</summary>
    [Fact]
    public async Task the_rights_that_are_tried_are_those_that_are_given()
    {
        static IEnumerable<string> Tried(IEnumerable<Right> rights) => rights.Select(r => $"{r.Verb} {r.Group}/{r.Resource}").Order();
        var reader = (await renderings.GetAsync("single-node")).Of<V1ClusterRole>().Single();
        Tried(KubernetesProbe.Needed).ShouldBeSubsetOf(Rights(reader.Rules));

        var backups = (await renderings.GetAsync("single-node + backup-namespaces")).Of<V1Role>().First();
        Tried([.. BackupProbe.Needed, .. BackupProbe.ForLogs]).ShouldBe(Rights(backups.Rules));
    }

    private static IEnumerable<string> Rights(IEnumerable<V1PolicyRule> rules) =>
        rules.SelectMany(r => r.ApiGroups.SelectMany(g => r.Resources.SelectMany(o => r.Verbs.Select(v => $"{v} {g}/{o}")))).Order();

    private async Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = parts[0] == "api" ? ("", parts[2..]) : (parts[1], parts[3..]);
        rest = rest[0] == "namespaces" ? rest[2..] : rest;
        var resource = rest is [var kind, _, var below] ? $"{kind}/{below}" : rest[0];
        var verb = context.Request.Method == "POST" ? "create" : rest.Length == 1 ? "list" : "get";
        _asked.TryAdd($"{verb} {group}/{resource}", true);

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Answer(verb, resource));
    }

    /// <summary>As much of a cluster as makes the services ask on: a route behind a gateway, an Ingress, a backup with a pod.</summary>
    private static string Answer(string verb, string resource) => (verb, resource) switch
    {
        ("get", "pods/log") => "done",
        ("get", "cronjobs") => """{"metadata":{"name":"backup"},"spec":{"schedule":"0 0 * * *","jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"main"}]}}}}}}""",
        (_, "jobs") => """{"metadata":{"name":"job"}}""",
        ("list", "pods") => """{"items":[{"metadata":{"name":"pod"},"spec":{"containers":[{"name":"main"}]},"status":{"phase":"Succeeded"}}]}""",
        ("list", "ingresses") => """{"items":[{"metadata":{"name":"app"},"spec":{"rules":[{"host":"app.example.org","http":{"paths":[{"path":"/","backend":{"service":{"name":"app"}}}]}}]}}]}""",
        ("list", "httproutes") => """{"items":[{"metadata":{"name":"app","namespace":"app"},"spec":{"parentRefs":[{"name":"front","namespace":"front"}]}}]}""",
        _ => """{"items":[]}""",
    };
}
