using k8s;
using k8s.Autorest;
using k8s.Models;
using Upgrades.Sandbox;
using Upgrades.Sandbox.FrontDoors;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Sandbox;

/// <summary>Lists, selectors, refusals and front doors of the cluster stand-in.</summary>
public sealed class ClusterStandInTests : IAsyncLifetime
{
    private const string Space = ClusterWorld.Space;
    private ClusterWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ClusterWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_version_is_told() => (await _world.Api.Version.GetCodeAsync()).GitVersion.ShouldStartWith("v1.");

    [Fact]
    public async Task lists_are_of_a_namespace_or_of_all()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Running(ClusterWorld.Workload("1") with { Namespace = "other" });

        (await _world.Api.AppsV1.ListNamespacedDeploymentAsync(Space)).Items.ShouldHaveSingleItem().Metadata.NamespaceProperty.ShouldBe(Space);
        (await _world.Api.AppsV1.ListDeploymentForAllNamespacesAsync()).Items.Select(d => d.Metadata.NamespaceProperty).ShouldBe([Space, "other"]);
        (await _world.Api.CoreV1.ListPodForAllNamespacesAsync()).Items.Count.ShouldBe(2);
        (await _world.Api.CoreV1.ListNamespaceAsync()).Items.Select(n => n.Metadata.Name).ShouldBe([Space, "other"]);
        var nowhere = await _world.Api.AppsV1.ListNamespacedDeploymentAsync("nowhere");
        nowhere.Items.ShouldBeEmpty();
        nowhere.Metadata.ResourceVersion.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("app=web", "web")]
    [InlineData("app==web,tier=front", "web")]
    [InlineData("app=web,tier=back", "")]
    [InlineData("app in (db, web)", "db web")]
    [InlineData("app notin (db),tier", "web")]
    [InlineData("!tier", "db")]
    [InlineData("tier!=front", "db")]
    [InlineData("", "db web")]
    public async Task labels_select(string selector, string names)
    {
        _world.Running(ClusterWorld.Workload("1") with { Name = "web", Labels = new Dictionary<string, string> { ["tier"] = "front" } });
        _world.Running(ClusterWorld.Workload("1") with { Name = "db", Host = null });

        var found = (await _world.Api.AppsV1.ListNamespacedDeploymentAsync(Space, labelSelector: selector)).Items;

        string.Join(' ', found.Select(d => d.Metadata.Name)).ShouldBe(names);
        (await _world.PodsAsync(selector)).Count.ShouldBe(found.Count);
    }

    [Fact]
    public async Task a_selector_that_is_none_is_refused()
    {
        _world.Running(ClusterWorld.Workload("1"));

        (await ClusterWorld.RefusedAsync(() => _world.PodsAsync("app in (a"))).Code.ShouldBe(400);
        (await ClusterWorld.RefusedAsync(() => _world.Api.CoreV1.ListNamespacedPodAsync(Space, fieldSelector: "spec.colour=red"))).Code.ShouldBe(400);
    }

    [Fact]
    public async Task fields_select_by_name_and_phase()
    {
        _world.Running(ClusterWorld.Workload("1", replicas: 2));
        var one = (await _world.PodsAsync())[1].Metadata.Name;

        (await _world.Api.CoreV1.ListNamespacedPodAsync(Space, fieldSelector: $"metadata.name={one},status.phase!=Failed")).Items.ShouldHaveSingleItem().Metadata.Name.ShouldBe(one);
        (await _world.Api.CoreV1.ReadNamespacedPodAsync(one, Space)).Metadata.Name.ShouldBe(one);
    }

    [Fact]
    public async Task a_limited_list_continues()
    {
        _world.Running(ClusterWorld.Workload("1", replicas: 3));

        var first = await _world.Api.CoreV1.ListNamespacedPodAsync(Space, limit: 2);
        (first.Items.Count, first.Metadata.RemainingItemCount).ShouldBe((2, 1));
        var last = await _world.Api.CoreV1.ListNamespacedPodAsync(Space, limit: 2, continueParameter: first.Metadata.ContinueProperty);

        (last.Metadata.ContinueProperty, last.Items.ShouldHaveSingleItem().Metadata.Name).ShouldBe((null, (await _world.PodsAsync())[2].Metadata.Name));
    }

    [Fact]
    public async Task a_host_leads_by_its_service_to_the_pods()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Running(ClusterWorld.Workload("1") with { Name = "worker", Host = null });

        var ingress = (await _world.Api.NetworkingV1.ListNamespacedIngressAsync(Space)).Items.ShouldHaveSingleItem();
        (ingress.Spec.Rules[0].Host, ingress.Spec.Tls[0].Hosts[0]).ShouldBe(("app.example.test", "app.example.test"));
        var name = ingress.Spec.Rules[0].Http.Paths[0].Backend.Service.Name;
        var service = (await _world.Api.CoreV1.ListNamespacedServiceAsync(Space)).Items.Single(s => s.Metadata.Name == name);
        var pods = await _world.PodsAsync(string.Join(',', service.Spec.Selector.Select(s => $"{s.Key}={s.Value}")));

        pods.ShouldHaveSingleItem().Metadata.Name.ShouldStartWith("app-");
    }

    [Fact]
    public async Task two_workloads_of_one_app_keep_their_pods_apart()
    {
        var labels = new Dictionary<string, string> { ["app"] = "immich" };
        _world.Running(ClusterWorld.Workload("1") with { Name = "server", Labels = labels });
        _world.Running(ClusterWorld.Workload("1") with { Name = "learning", Labels = labels });

        (await _world.PodsAsync("app=immich")).Count.ShouldBe(2);
        foreach (var deployment in (await _world.Api.AppsV1.ListNamespacedDeploymentAsync(Space)).Items)
        {
            (await _world.PodsAsync(string.Join(',', deployment.Spec.Selector.MatchLabels.Select(s => $"{s.Key}={s.Value}")))).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task without_the_token_nothing_is_told()
    {
        _world.Running(ClusterWorld.Workload("1"));
        using var stranger = _world.Client("wrong");

        (await ClusterWorld.RefusedAsync(() => stranger.CoreV1.ListNamespacedPodAsync(Space))).ShouldBe((401, "Unauthorized", "Unauthorized"));
    }

    [Fact]
    public async Task what_is_not_there_is_not_found()
    {
        _world.Running(ClusterWorld.Workload("1"));

        (await ClusterWorld.RefusedAsync(() => _world.Api.AppsV1.ReadNamespacedDeploymentAsync("nothing", Space))).ShouldBe((404, "NotFound", "deployments.apps \"nothing\" not found"));
        (await ClusterWorld.RefusedAsync(() => _world.LogAsync("nothing"))).ShouldBe((404, "NotFound", "pods \"nothing\" not found"));
        (await ClusterWorld.RefusedAsync(() => _world.Api.CustomObjects.ListNamespacedCustomObjectAsync("traefik.io", "v1alpha1", Space, "ingressroutes")))
            .ShouldBe((404, "NotFound", "the server could not find the requested resource"));
    }

    [Fact]
    public async Task a_deleted_workload_takes_its_pods_with_it()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Cluster.Delete(Space, "app");

        (await _world.PodsAsync()).ShouldBeEmpty();
        (await ClusterWorld.RefusedAsync(() => _world.DeploymentAsync())).Code.ShouldBe(404);
        (_world.Cluster.AnswerOf("app.example.test"), _world.Cluster.Workload(Space, "app")).ShouldBe((404, null));
    }

    [Fact]
    public async Task rights_are_reviewed()
    {
        var review = new V1SelfSubjectAccessReview
        {
            Spec = new V1SelfSubjectAccessReviewSpec { ResourceAttributes = new V1ResourceAttributes { Verb = "create", Group = "batch", Resource = "jobs", NamespaceProperty = Space } },
        };

        (await _world.Api.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(review)).Status.Allowed.ShouldBeTrue();
    }

    [Fact]
    public async Task a_proxy_in_front_may_answer_html_with_200_and_errors_of_its_own()
    {
        _world.Running(ClusterWorld.Workload("1"));
        _world.Cluster.AnswerNext(200, "<!doctype html><title>Sign in</title>");
        _world.Cluster.AnswerNext(502, "bad gateway");

        await Should.ThrowAsync<System.Text.Json.JsonException>(() => _world.PodsAsync());
        var refusal = await Should.ThrowAsync<HttpOperationException>(() => _world.PodsAsync());
        ((int)refusal.Response.StatusCode, refusal.Response.Content).ShouldBe((502, "bad gateway"));
        (await _world.PodsAsync()).Count.ShouldBe(1);
        _world.Cluster.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task readers_and_a_writer_do_not_disturb_each_other()
    {
        _world.Running(ClusterWorld.Workload("0", replicas: 4));
        var reading = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                (await _world.DeploymentAsync()).Status.AvailableReplicas.GetValueOrDefault().ShouldBeGreaterThanOrEqualTo(3);
                (await _world.PodsAsync()).Select(p => p.Metadata.Name).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
            }
        })));
        for (var version = 1; !reading.IsCompleted; version++)
        {
            _world.Cluster.Apply(ClusterWorld.Workload($"{version % 10}", replicas: 4));
            _world.Seconds(1);
            _world.Cluster.AnswerOf("app.example.test").ShouldBe(200);
        }

        await reading;
    }

    [Fact]
    public async Task the_front_door_answers_what_runs_behind_the_host()
    {
        _world.Behaves("2", new ImageBehaviour.AnswersHttp(500));
        await using var doors = await StandInServer.StartAsync(new FrontDoors(_world.Cluster.AnswerOf).Map);
        using var http = new HttpClient(new SocketsHttpHandler());
        async Task<int> KnockAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(doors.Address, "any/path?x=1"));
            request.Headers.Host = host;
            using var answer = await http.SendAsync(request);
            return (int)answer.StatusCode;
        }

        _world.Cluster.Apply(ClusterWorld.Workload("1"));
        (await KnockAsync("app.example.test")).ShouldBe(503);
        _world.Seconds(8);
        (await KnockAsync("App.example.test:8080")).ShouldBe(200);
        (await KnockAsync("unknown.example.test")).ShouldBe(404);

        _world.Cluster.Apply(ClusterWorld.Workload("2"));
        _world.Seconds(8);
        (await KnockAsync("app.example.test")).ShouldBe(500);
        _world.Cluster.Apply(ClusterWorld.Workload("2") with { Host = "new.example.test" });
        (await KnockAsync("app.example.test")).ShouldBe(404);
        (await KnockAsync("new.example.test")).ShouldBe(500);
    }
}
