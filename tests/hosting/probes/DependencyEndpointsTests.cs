using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;
using Upgrades.Hosting;
using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Hosting.Probes;

public sealed class DependencyEndpointsTests : IAsyncLifetime
{
    private const string Token = "operator-token-0123";
    private readonly TemporaryFolder _folder = new();
    private readonly SaidProbe _probe = new() { Finds = [ProbeResult.Works("endpoint-thing", "it is there")] };
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        var definition = new ProbeService().Definition;
        _app = UpgradesHost.Build(
            [definition with
            {
                AddServices = builder =>
                {
                    definition.AddServices(builder);
                    // Its store and its broker are not what is looked at here.
                    builder.Services.RemoveAllKeyed<IProbe>("verifier");
                    builder.Services.AddKeyedSingleton<IProbe>("verifier", _probe);
                },
            }],
            configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Http:Url"] = "http://127.0.0.1:0",
                ["State:Folder"] = _folder.Path,
                ["Log:Level"] = "Fatal",
                ["Operator:Token"] = Token,
            }));
        await _app.StartAsync();
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task an_operator_sees_what_is_known_and_has_it_tried_now()
    {
        await Eventually.TrueAsync(async () => (await AskAsync(HttpMethod.Get, "/dependencies")).AsArray().Count == 1, "the first round");

        _probe.Finds = [ProbeResult.Failed("endpoint-thing", "it is gone", "bring it back"), ProbeResult.NotSet("other", "nobody set it")];
        var tried = (await AskAsync(HttpMethod.Post, "/dependencies/try")).AsArray();

        tried.Select(d => ((string?)d!["service"], (string?)d["dependency"], (string?)d["verdict"], (string?)d["said"], (string?)d["advice"])).ShouldBe(
            [("verifier", "endpoint-thing", "failed", "it is gone", "bring it back"), ("verifier", "other", "notSet", "nobody set it", null)]);
        ((DateTimeOffset)tried[0]!["lastTry"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)tried[0]!["lastSuccess"]!);
        tried[1]!["lastSuccess"].ShouldBeNull();
        (await AskAsync(HttpMethod.Get, "/dependencies")).ToJsonString().ShouldBe(tried.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "/dependencies")]
    [InlineData("POST", "/dependencies/try")]
    public async Task nobody_else_does(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task metrics_say_what_works_since_when_and_nothing_of_what_is_not_set()
    {
        _probe.Finds = [ProbeResult.Works("metric-a", "works"), ProbeResult.Failed("metric-b", "failed", "to do"), ProbeResult.NotSet("metric-c", "not set")];
        await AskAsync(HttpMethod.Post, "/dependencies/try");

        var text = await MetricsAsync();
        text.ShouldContain("upgrades_dependency_up{service=\"verifier\",dependency=\"metric-a\"} 1\n");
        text.ShouldContain("upgrades_dependency_up{service=\"verifier\",dependency=\"metric-b\"} 0\n");
        text.ShouldContain("upgrades_dependency_last_success_timestamp_seconds{service=\"verifier\",dependency=\"metric-a\"} ");
        text.ShouldNotContain("last_success_timestamp_seconds{service=\"verifier\",dependency=\"metric-b\"");
        text.ShouldNotContain("metric-c");

        _probe.Finds = [ProbeResult.Works("other", "works")];
        await AskAsync(HttpMethod.Post, "/dependencies/try");
        (await MetricsAsync()).ShouldNotContain("dependency=\"metric-");
    }

    private static async Task<string> MetricsAsync()
    {
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private async Task<JsonNode> AskAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var answer = await _http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
