using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Upgrades.Executor.Backups;
using Upgrades.Sandbox;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>The template of snapshots with the real kubectl, before as much of an API server as it asks: claims and snapshots of one namespace.</summary>
[Trait("Length", "long")]
public sealed class SnapshotTemplateTests(Renderings renderings) : IAsyncLifetime
{
    private const string Template = "templates/volume-snapshot";
    private const string Snapshots = "volumesnapshots";
    private const string Claims = "persistentvolumeclaims";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, JsonObject> _objects = new();
    private StandInServer _server = null!;
    private TemplateJob _backup = null!;
    private TemplateJob _claim = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(app => app.Run(AnswerAsync));
        var config = Path.Combine(_folder.Path, "config");
        await File.WriteAllTextAsync(config, $$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "a", "clusters": [{"name": "a", "cluster": {"server": "{{_server.Address}}"} }],
             "contexts": [{"name": "a", "context": {"cluster": "a", "namespace": "vaultwarden"} }]}
            """);
        var here = new Dictionary<string, string> { ["KUBECONFIG"] = config, ["HOME"] = _folder.Path };
        var rendering = await renderings.GetAsync(Template);
        _backup = TemplateJob.Of(rendering, "volume-snapshot-backup", _folder.Path, here);
        _claim = TemplateJob.Of(rendering, "volume-snapshot-claim", _folder.Path, here);
        _objects[$"{Claims}/vaultwarden-data"] = Parse(
            """
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "vaultwarden-data"},
             "spec": {"storageClassName": "fast", "accessModes": ["ReadWriteOnce"]}, "status": {"capacity": {"storage": "5Gi"}}}
            """);
        foreach (var year in (string[])["2018", "2019", "2020"])
        {
            _objects[$"{Snapshots}/old-{year}"] = Parse(
                $$$"""
                {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "metadata": {"name": "old-{{{year}}}", "creationTimestamp": "{{{year}}}-01-01T00:00:00Z"},
                 "spec": {"source": {"persistentVolumeClaimName": "vaultwarden-data"} }, "status": {"readyToUse": true} }
                """);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task a_snapshot_is_made_waited_for_and_proven_and_old_ones_go()
    {
        var saved = await _backup.RunAsync("pre-upgrade-1", ("KEEP", "2"));

        saved.ExitCode.ShouldBe(0, saved.Log);
        var proof = (await TemplateTests.CatalogOfAsync(Template)).BackupFor("vaultwarden")!.Proof!;
        LogProof.Judge(proof.LogPattern!, minBytes: null, new JobLog(saved.Log.Split('\n'))).ShouldBeOfType<ProofSight.Shown>(saved.Log).Bytes.ShouldBe(1L << 30);
        _objects.Keys.Where(k => k.StartsWith(Snapshots, StringComparison.Ordinal)).Order().ShouldBe([$"{Snapshots}/old-2020", $"{Snapshots}/vaultwarden-data-pre-upgrade-1"]);
    }

    [Fact]
    public async Task a_claim_is_made_of_the_snapshot_of_a_job_and_nobody_takes_it_for_a_restore()
    {
        (await _backup.RunAsync("pre-upgrade-1")).ExitCode.ShouldBe(0);

        var made = await _claim.RunAsync("by-hand", ("UPGRADES_BACKUP_JOB", "pre-upgrade-1"));
        made.ExitCode.ShouldBe(0, made.Log);
        var claim = _objects.Single(o => o.Key.StartsWith($"{Claims}/vaultwarden-data-restore-", StringComparison.Ordinal)).Value;
        ((string)claim["spec"]!["dataSource"]!["name"]!, (string)claim["spec"]!["resources"]!["requests"]!["storage"]!, (string)claim["spec"]!["storageClassName"]!)
            .ShouldBe(("vaultwarden-data-pre-upgrade-1", "5Gi", "fast"));

        (await _claim.RunAsync("restore-1", ("UPGRADES_BACKUP_JOB", "pre-upgrade-1"), ("UPGRADES_STEP", "a/1"))).ExitCode.ShouldBe(3);
        var refused = await _claim.RunAsync("restore-2", ("UPGRADES_BACKUP_JOB", "pre-upgrade-2"));
        (refused.ExitCode, refused.Log.Contains("there is no snapshot vaultwarden-data-pre-upgrade-2", StringComparison.Ordinal)).ShouldBe((1, true), refused.Log);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/');
        var parts = path.Split('/');
        var (status, answer) = path switch
        {
            "api" => (200, """{"kind": "APIVersions", "versions": ["v1"]}"""),
            "apis" => (200, """
                {"kind": "APIGroupList", "apiVersion": "v1",
                 "groups": [{"name": "snapshot.storage.k8s.io", "versions": [{"groupVersion": "snapshot.storage.k8s.io/v1", "version": "v1"}]}]}
                """),
            "api/v1" => (200, Resources("v1", Claims, "PersistentVolumeClaim")),
            "apis/snapshot.storage.k8s.io/v1" => (200, Resources("snapshot.storage.k8s.io/v1", Snapshots, "VolumeSnapshot")),
            _ when Array.IndexOf(parts, "namespaces") is >= 0 and var at && parts.Length > at + 2 => await StoreAsync(context.Request, parts[at + 2], parts.ElementAtOrDefault(at + 3)),
            _ => (403, """{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403}"""),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }

    private static string Resources(string version, string name, string kind) =>
        $$"""
        {"kind": "APIResourceList", "groupVersion": "{{version}}",
         "resources": [{"name": "{{name}}", "namespaced": true, "kind": "{{kind}}", "verbs": ["create", "get", "list", "delete"]}]}
        """;

    private async Task<(int Status, string Answer)> StoreAsync(HttpRequest request, string resource, string? name)
    {
        if (request.Method == "POST")
        {
            var made = Parse(await new StreamReader(request.Body).ReadToEndAsync());
            made["metadata"]!["creationTimestamp"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            if (resource == Snapshots)
            {
                made["status"] = Parse("""{"readyToUse": true, "restoreSize": "1Gi"}""");
            }

            _objects[$"{resource}/{made["metadata"]!["name"]}"] = made;
            return (201, made.ToJsonString());
        }

        if (name is null)
        {
            var items = new JsonArray([.. _objects.Where(o => o.Key.StartsWith(resource, StringComparison.Ordinal)).Select(o => o.Value.DeepClone())]);
            return (200, new JsonObject { ["kind"] = "List", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["items"] = items }.ToJsonString());
        }

        if (request.Method == "DELETE" ? !_objects.TryRemove($"{resource}/{name}", out var found) : !_objects.TryGetValue($"{resource}/{name}", out found))
        {
            return (404, $$"""{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "message": "{{name}} not found"}""");
        }

        return (200, found!.ToJsonString());
    }
}
