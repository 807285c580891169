using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Hosting.Prometheus;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Prometheus;

namespace Upgrades.Tests.Hosting.Prometheus;

public sealed class PrometheusClientTests : IAsyncLifetime
{
    private const string Query = "sum by (job) (up{job=~\"a|b\"}) < 1";
    private readonly PrometheusStandIn _prometheus = new(new FakeTimeProvider());
    private readonly List<ServiceProvider> _services = [];
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_prometheus.Map);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _services.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task a_vector_is_read_with_labels_and_values()
    {
        _prometheus.Set(
            Query,
            new MetricView(new Dictionary<string, string> { ["job"] = "b \"q\"", ["a"] = "ü" }, 0.5),
            new MetricView(new Dictionary<string, string>(), double.PositiveInfinity),
            new MetricView(new Dictionary<string, string>(), double.NaN));

        var vector = (await AskAsync()).ShouldBeOfType<PrometheusAnswer.Vector>();

        vector.Series.Select(s => (s.Name, s.Value)).ShouldBe([("{a=\"ü\",job=\"b \"q\"\"}", 0.5), ("{}", double.PositiveInfinity), ("{}", double.NaN)]);
        _prometheus.Queries.ShouldBe([Query]);
    }

    [Fact]
    public async Task a_scalar_is_one_series_without_labels_and_a_matrix_is_refused()
    {
        _prometheus.SetScalar("time()", () => 1793520000.5);

        (await AskAsync("time()")).ShouldBeOfType<PrometheusAnswer.Vector>().Series.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => s.Labels.ShouldBeEmpty(), s => s.Value.ShouldBe(1793520000.5));
        (await AskAsync("nobody_exports_this")).ShouldBeOfType<PrometheusAnswer.Vector>().Series.ShouldBeEmpty();

        _prometheus.AnswerNext(200, """{"status":"success","data":{"resultType":"matrix","result":[]}}""");
        (await AskAsync()).ShouldBe(new PrometheusAnswer.Refused("the query answers with a matrix, and a vector or a scalar is needed"));
    }

    [Fact]
    public async Task a_wrong_expression_is_refused_in_its_words() =>
        (await AskAsync("up{")).ShouldBe(new PrometheusAnswer.Refused(
            "Prometheus does not take the query: invalid parameter \"query\": 1:1: parse error: unexpected end of input inside braces"));

    [Theory]
    [InlineData(200, "<!DOCTYPE html><html></html>", "UPGRADES__PROMETHEUS__URL: what answers there is a web page (200), not Prometheus")]
    [InlineData(502, "<html>bad gateway</html>", "UPGRADES__PROMETHEUS__URL: what answers there is a web page (502), not Prometheus")]
    [InlineData(404, "not found", "UPGRADES__PROMETHEUS__URL: what answers there said 404 not found")]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"query timed out"}""", "Prometheus answered 503: timeout: query timed out")]
    [InlineData(422, """{"status":"error","errorType":"execution","error":"many-to-many"}""", "Prometheus answered 422: execution: many-to-many")]
    [InlineData(401, "Unauthorized", "Prometheus does not accept UPGRADES__PROMETHEUS__TOKEN (401)")]
    public async Task what_is_no_answer_is_said(int status, string body, string words)
    {
        _prometheus.AnswerNext(status, body);

        (await AskAsync()).ShouldBe(new PrometheusAnswer.Away(words));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"status":"success"}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":1}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":"x"}}""")]
    public async Task an_answer_of_something_else_names_the_setting(string body)
    {
        _prometheus.AnswerNext(200, body);

        (await AskAsync()).ShouldBeOfType<PrometheusAnswer.Away>().Words.ShouldStartWith("UPGRADES__PROMETHEUS__URL: what answers there is not Prometheus");
    }

    [Fact]
    public async Task the_token_goes_with_the_question()
    {
        _prometheus.Token = "right";

        (await Client(o => o.Token = "right").QueryAsync(Query, CancellationToken.None)).ShouldBeOfType<PrometheusAnswer.Vector>();
        (await AskAsync()).ShouldBe(new PrometheusAnswer.Away("Prometheus does not accept UPGRADES__PROMETHEUS__TOKEN (401)"));
    }

    [Fact]
    public async Task an_endless_answer_is_not_read_to_its_end()
    {
        _prometheus.AnswerNext(200, new string('x', PrometheusClient.LongestAnswer + 1));

        (await AskAsync()).ShouldBe(new PrometheusAnswer.Away("the query answers with more than 4 MiB"));
    }

    [Fact]
    public async Task nobody_there_is_said_and_so_is_no_address()
    {
        await _server.DisposeAsync();

        (await AskAsync()).ShouldBe(new PrometheusAnswer.Away("UPGRADES__PROMETHEUS__URL: Prometheus cannot be reached: ConnectionError"));
        (await Client(o => o.Url = null).QueryAsync(Query, CancellationToken.None)).ShouldBe(new PrometheusAnswer.Away("Prometheus cannot be asked: UPGRADES__PROMETHEUS__URL is not set"));
    }

    [Fact]
    public void a_wrong_address_is_said_at_start()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("Prometheus:Url", "ftp://prometheus")]);
        builder.AddPrometheus();
        builder.AddPrometheus();
        using var host = builder.Build();

        Should.Throw<OptionsValidationException>(host.Services.GetRequiredService<PrometheusOptions>).Message
            .ShouldContain("UPGRADES__PROMETHEUS__URL: must be an http(s) address, or empty");
    }

    private Task<PrometheusAnswer> AskAsync(string query = Query) => Client().QueryAsync(query, CancellationToken.None);

    private PrometheusClient Client(Action<PrometheusOptions>? change = null)
    {
        var options = new PrometheusOptions { Url = _server.Address };
        change?.Invoke(options);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(options);
        builder.AddPrometheus();
        _services.Add(builder.Services.BuildServiceProvider());
        return _services[^1].GetRequiredService<PrometheusClient>();
    }
}
