using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Hosting;
using Upgrades.Sandbox;
using Upgrades.Tests.Standalone;

namespace Upgrades.Tests.Deploy;

/// <summary>The CronJob's command line, run with what its manifest gives it.</summary>
public sealed class TokenExpiryJobTests(Renderings renderings) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _pushed = [];
    private StandInServer _server = null!;
    private Rendering _rendering = null!;

    private V1CronJob Job => _rendering.Of<V1CronJob>().Single(c => c.Name() == "token-expiry");

    private V1PodTemplateSpec Pod => Job.Spec.JobTemplate.Spec.Template;

    public async ValueTask InitializeAsync()
    {
        _rendering = await renderings.GetAsync("single-node + token-expiry");
        _server = await StandInServer.StartAsync(app =>
        {
            app.MapGet("/rate_limit", (HttpContext context) =>
            {
                context.Response.Headers["github-authentication-token-expiration"] = "2027-02-01 10:00:00 UTC";
                return context.Request.Headers.Authorization == "Bearer sample-of-token" ? Results.Ok() : Results.Unauthorized();
            });
            app.MapPut("/metrics/job/claude-oauth-expiry-monitor", async (HttpContext context) =>
            {
                _pushed.Add(await new StreamReader(context.Request.Body).ReadToEndAsync());
                return Results.Ok();
            });
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void it_tells_the_gateway_the_end_of_what_the_list_names()
    {
        var container = Pod.Spec.Containers.Single();
        var environment = ContainerEnvironment.Of(_rendering, Pod);
        environment["PUSHGATEWAY_URL"].ShouldBe("http://pushgateway.monitoring:9091");
        var mount = container.VolumeMounts.Single(m => m.Name == "list");
        var list = _rendering.Of<V1ConfigMap>().Single(m => m.Name() == Pod.Spec.Volumes.Single(v => v.Name == "list").ConfigMap.Name).Data[mount.SubPath];
        // The list of the component, but for GitHub's address.
        var file = Path.Combine(_folder.Path, mount.SubPath);
        File.WriteAllText(file, list.Replace("\"env\"", $"\"url\": \"{_server.Address}\", \"env\"", StringComparison.Ordinal));
        string[] arguments = [.. container.Args.Select(a => a == mount.MountPath ? file : a == "$(PUSHGATEWAY_URL)" ? _server.Address.ToString() : a)];

        var run = CommandRun.TokenExpiry(environment, new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)), arguments);

        run.Code.ShouldBe(0, run.Error);
        _pushed.ShouldHaveSingleItem().ShouldContain("claude_oauth_token_expiry_timestamp{path=\"github\"} 1801476000");
    }

    [Fact]
    public void it_runs_often_enough_for_its_own_alert_and_one_at_a_time()
    {
        var spec = Job.Spec;

        spec.Schedule.ShouldBe("23 */6 * * *");
        spec.ConcurrencyPolicy.ShouldBe("Forbid");
        spec.JobTemplate.Spec.ActiveDeadlineSeconds!.Value.ShouldBeLessThan(6 * 3600);
        Pod.Spec.RestartPolicy.ShouldBe("Never");
        Pod.Spec.Containers.Single().Image.ShouldBe($"upgrades:{typeof(UpgradesHost).Assembly.GetName().Version!.ToString(fieldCount: 3)}");
    }
}
