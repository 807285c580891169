using System.Net;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Prometheus;

namespace Upgrades.Tests.Sandbox;

/// <summary>The bodies are those of Prometheus' documentation, "HTTP API".</summary>
public sealed class PrometheusStandInTests : IAsyncLifetime
{
    private readonly PrometheusStandIn _prometheus = new(new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, 500, TimeSpan.Zero)));
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_prometheus.Map);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task a_vector_has_metrics_and_pairs_of_time_and_text()
    {
        _prometheus.Set("up", new MetricView(new Dictionary<string, string> { ["job"] = "node" }, 1), new MetricView(new Dictionary<string, string>(), double.NegativeInfinity));

        (await GetAsync("api/v1/query?query=up")).ShouldBe((HttpStatusCode.OK,
            """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"node"},"value":[1793520000.5,"1"]},{"metric":{},"value":[1793520000.5,"-Inf"]}]}}"""));
        (await GetAsync("api/v1/query?query=nothing")).Body.ShouldBe("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
    }

    [Fact]
    public async Task errors_have_a_type_and_words()
    {
        (await GetAsync("api/v1/query?query=sum(up")).ShouldBe((HttpStatusCode.BadRequest,
            """{"status":"error","errorType":"bad_data","error":"invalid parameter \u0022query\u0022: 1:1: parse error: unclosed left parenthesis"}"""));
        _prometheus.Outage = "no such file";
        (await GetAsync("api/v1/query?query=up")).ShouldBe((HttpStatusCode.ServiceUnavailable, """{"status":"error","errorType":"internal","error":"no such file"}"""));
    }

    [Fact]
    public async Task unknown_paths_are_the_web_interfaces_and_a_token_can_be_asked_for()
    {
        (await GetAsync("graph")).Body.ShouldStartWith("<!DOCTYPE html>");
        (await GetAsync("api/v2/query?query=up")).Status.ShouldBe(HttpStatusCode.NotFound);
        _prometheus.Token = "t";
        (await GetAsync("api/v1/query?query=up")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(_server.Address, path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
