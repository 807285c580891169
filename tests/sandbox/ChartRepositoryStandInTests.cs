using System.IO.Compression;
using System.Net;
using System.Text;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.Registry;

namespace Upgrades.Tests.Sandbox;

/// <summary>The contract is <c>reference/helm-repos.md</c>, §1 and §2.</summary>
public sealed class ChartRepositoryStandInTests : IAsyncLifetime
{
    private readonly ChartRepositoryStandIn _charts = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _charts.AddChart("/charts", "web", new ChartSpec("1.1.0", "1.10", "- A door", "https://example.org", ["https://github.com/o/web"], Deprecated: true), new ChartSpec("1.0.0"));
        _server = await StandInServer.StartAsync(_charts.Map);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task an_index_is_what_helm_writes_with_numbers_that_are_texts_in_quotes()
    {
        using var answer = await GetAsync("charts/index.yaml");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/yaml");
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith(
            """
            apiVersion: v1
            entries:
              web:
              - annotations:
                  artifacthub.io/changes: |
                    - A door
                apiVersion: v2
                appVersion: "1.10"
                created: "2026-07-30T10:11:12.131415Z"
                deprecated: true
                description: The chart web
                digest: 5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e
                home: https://example.org
                name: web
                sources:
                - https://github.com/o/web
                urls:
                - web-1.1.0.tgz
                version: 1.1.0
              - apiVersion: v2
                created:
            """);
    }

    [Fact]
    public async Task what_is_asked_for_compressed_comes_so_and_what_has_not_changed_does_not_come()
    {
        using var zipped = await GetAsync("charts/index.yaml", ("Accept-Encoding", "gzip"));
        zipped.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var unzipped = new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        (await new StreamReader(unzipped).ReadLineAsync()).ShouldBe("apiVersion: v1");

        using var unchanged = await GetAsync("charts/index.yaml", ("If-None-Match", zipped.Headers.ETag!.ToString()));
        using var byDate = await GetAsync("charts/index.yaml", ("If-Modified-Since", zipped.Content.Headers.LastModified!.Value.ToString("R")));
        (unchanged.StatusCode, byDate.StatusCode, _charts.NotModified).ShouldBe((HttpStatusCode.NotModified, HttpStatusCode.NotModified, 2));
    }

    [Fact]
    public async Task another_path_is_no_repository_and_a_stranger_gets_nothing()
    {
        using var none = await GetAsync("elsewhere/index.yaml");
        _charts.Credentials = "robot:secret";
        using var stranger = await GetAsync("charts/index.yaml");
        using var known = await GetAsync("charts/index.yaml", ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("robot:secret"))));

        (none.StatusCode, stranger.StatusCode, known.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized, HttpStatusCode.OK));
    }

    [Fact]
    public async Task a_chart_in_a_registry_says_in_its_manifest_that_its_config_is_a_charts()
    {
        var registry = new RegistryStandIn { NeedsToken = false };
        registry.AddChart("example/charts/web", new ChartSpec("1.0.0+up1", "2.0"));
        await using var server = await StandInServer.StartAsync(registry.Map);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "v2/example/charts/web/manifests/1.0.0_up1"));
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.oci.image.manifest.v1+json");

        using var answer = await _http.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"mediaType\":\"application/vnd.cncf.helm.config.v1+json\"".Replace("+", "\\u002B", StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }
}
