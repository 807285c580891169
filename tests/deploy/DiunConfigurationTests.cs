using System.Net;
using System.Text;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Upgrades.Hosting;
using Upgrades.Ingest;

namespace Upgrades.Tests.Deploy;

/// <summary>What the component makes DIUN send is what ingest takes: the request is built from the manifest as DIUN builds it.</summary>
public sealed class DiunConfigurationTests(Renderings renderings) : IAsyncLifetime
{
    private const string Header = "DIUN_NOTIF_WEBHOOK_HEADERS_";
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private IReadOnlyDictionary<string, string> _diun = null!;
    private Rendering _rendering = null!;
    private WebApplication _ingest = null!;

    public async ValueTask InitializeAsync()
    {
        _rendering = await renderings.GetAsync("single-node + diun");
        _diun = ContainerEnvironment.Of(_rendering, Pod("diun"));
        _ingest = UpgradesHost.Build([IngestService.Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = _folder.Path,
            ["Log:Level"] = "Fatal",
            ["Ingest:Secret"] = ContainerEnvironment.Of(_rendering, Pod("ingest"))["UPGRADES__INGEST__SECRET"],
        }));
        await _ingest.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _ingest.StopAsync();
        await _ingest.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task a_new_version_is_accepted()
    {
        var answer = await SendAsync("new");

        answer.Status.ShouldBe(HttpStatusCode.Accepted);
        answer.Text.ShouldContain("\"accepted\"");
    }

    [Fact]
    public async Task the_endpoint_is_the_service_of_ingest()
    {
        var endpoint = new Uri(_diun["DIUN_NOTIF_WEBHOOK_ENDPOINT"]);
        var service = _rendering.Of<V1Service>().Single(s => $"{s.Name()}.{s.Namespace()}.svc.cluster.local" == endpoint.Host);

        service.Spec.Ports.ShouldContain(p => p.Port == endpoint.Port);
        (await SendAsync("update")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    /// <summary>Defaults that would lose updates without a word: GET, the running tag alone, the registry's order.</summary>
    [Fact]
    public void what_diun_does_otherwise_by_default_is_set_and_each_line_explained()
    {
        _diun["DIUN_NOTIF_WEBHOOK_METHOD"].ShouldBe("POST");
        _diun["DIUN_DEFAULTS_NOTIFYON"].ShouldBe("new,update");
        _diun["DIUN_DEFAULTS_SORTTAGS"].ShouldBe("semver");
        _diun["DIUN_DEFAULTS_WATCHREPO"].ShouldBe("true");
        _diun["DIUN_PROVIDERS_KUBERNETES"].ShouldBe("true");
        var readme = File.ReadAllText(Path.Combine(Renderings.Root, "components", "diun", "README.md"));
        _diun.Keys.Where(k => k != "WEBHOOK_SECRET").ShouldAllBe(k => readme.Contains($"`{k}`", StringComparison.Ordinal));
    }

    private V1PodTemplateSpec Pod(string name) => _rendering.Pods.Single(p => p.Name == name).Pod;

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string status)
    {
        var path = new Uri(_diun["DIUN_NOTIF_WEBHOOK_ENDPOINT"]).AbsolutePath;
        using var request = new HttpRequestMessage(new HttpMethod(_diun["DIUN_NOTIF_WEBHOOK_METHOD"]), new Uri(new Uri(_ingest.Urls.Single()), path));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(
            $$"""{"diun_version":"4.33.0","hostname":"diun","status":"{{status}}","provider":"kubernetes","image":"docker.io/vaultwarden/server:1.36.0","platform":"linux/amd64","metadata":null}"""));
        foreach (var (key, value) in _diun.Where(e => e.Key.StartsWith(Header, StringComparison.Ordinal)))
        {
            if (!request.Headers.TryAddWithoutValidation(key[Header.Length..], value))
            {
                request.Content.Headers.TryAddWithoutValidation(key[Header.Length..], value);
            }
        }

        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
